import { CohortloomError } from '#errors/cohortloom-error';
import { plainWords } from './failures/plain-words.ts';

/** Raised when an older peer would misunderstand a message; docs/protocol.md lists what changed. */
export const PROTOCOL_VERSION = 1;

/** This release. */
export const SOFTWARE_VERSION = '0.1.0';

export interface ProcessVersion {
  readonly protocol: number;
  /** The release, e.g. `0.1.0`; for the words only. */
  readonly software: string;
}

/**
 * Compares both sides' protocol versions. Whoever notices says the same sentence to both.
 * @throws CL-NET-001 when they differ
 */
export function checkVersions(agent: ProcessVersion, coordinator: ProcessVersion): void {
  if (agent.protocol === coordinator.protocol) return;
  const older = agent.protocol < coordinator.protocol ? 'agent' : 'coordinator';
  throw new CohortloomError('CL-NET-001', {
    what: `The agent (release ${plainWords(agent.software)}) speaks version ${agent.protocol} of the protocol, the coordinator (release ${plainWords(coordinator.software)}) version ${coordinator.protocol}.`,
    todo: `Update the ${older}, so that both run the same release.`,
  });
}

import type { CohortloomError } from '#errors/cohortloom-error';
import type { SiteAssignment } from '#federation/rounds/round';
import type { Assignment } from '#protocol/gen/cohortloom/v1/round_pb';
import { toHex } from '#protocol/messages/hex';
import { layoutFromWire, roundKindFromWire } from '#protocol/messages/layout';
import { sameSlot, slotWords, type SlotId } from '#protocol/messages/slot';
import { ChunkReceiver } from '#protocol/transfer/chunk-receiver';
import { assignmentKey } from '../state/assignment-key.ts';
import type { EncodedContribution } from './encoding-worker.ts';

/** The one assignment that the agent is on. It outlives connections, and most of it the process. */
export interface Desk {
  readonly slot: SlotId;
  /** Under which it is kept over restarts; empty for the later exchanges of a round, which are a step each. */
  readonly key: string;
  readonly assignment: SiteAssignment;
  readonly broadcast: ChunkReceiver;
  readonly abort: AbortController;
  state: 'receiving' | 'computing' | 'ready' | 'failed' | 'delivered';
  contribution?: EncodedContribution;
  failure?: CohortloomError;
  done: number;
  total: number;
}

/** @throws CL-NET-001 when the assignment asks for something this release doesn't know */
export function newDesk(study: string, site: string, message: Assignment): Desk {
  const slot = { round: message.id?.round ?? 0, exchange: message.id?.exchange ?? 0 };
  const subject = `The broadcast of ${slotWords(slot)}`;
  const expected = { subject, bytes: message.broadcastBytes, sha256: toHex(message.broadcastSha256) };
  const assignment = {
    study,
    ...slot,
    kind: roundKindFromWire(message.kind),
    task: message.task,
    broadcast: new Uint8Array(0),
    layout: layoutFromWire(message.layout),
    seed: message.seed,
  };
  return {
    slot,
    key: slot.exchange === 0 ? assignmentKey(study, site, message) : '',
    assignment,
    broadcast: new ChunkReceiver(expected),
    abort: new AbortController(),
    state: 'receiving',
    done: 0,
    total: 0,
  };
}

export function isSame(current: Desk, { slot, key, broadcast, assignment }: Desk): boolean {
  return (
    current.state !== 'delivered' &&
    current.key === key &&
    sameSlot(current.slot, slot) &&
    current.broadcast.expected.sha256 === broadcast.expected.sha256 &&
    current.assignment.seed === assignment.seed &&
    current.assignment.task === assignment.task
  );
}

/** Puts back what had arrived. @returns false when it can't be the beginning of the broadcast, or all of it */
export function takesBack({ broadcast }: Desk, bytes: Uint8Array): boolean {
  try {
    broadcast.add(0, bytes);
    if (broadcast.isComplete) broadcast.finish();
    return true;
  } catch {
    return false;
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { StudyKind } from './study-kinds.ts';
import { STUDY_NAME } from './study-kinds.ts';

/** Where a study's files are. */
export interface StudyPlaces {
  /** Of this study alone. */
  readonly folder: string;
  /** Tables and dictionary. */
  readonly tables: string;
  /** HOST:PORT that the coordinator listens on, and that agents dial. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly dialled: string;
  /** What the coordinator's configuration says of its store. */
  readonly store: object;
}

/** How often agents show that they live, milliseconds: often, so that a lost one is missed soon. */
const HEARTBEAT = 500;
/** How long the lead of a killed coordinator stands in its successor's way, milliseconds. */
const LEASE_TTL = 900;

export const RELEASE_FOLDER = 'release';

export const coordinatorConfig = (folder: string) => join(folder, 'coordinator.yaml');
export const agentConfig = (folder: string, site: string) => join(folder, `agent-${site}.yaml`);
export const agentData = (folder: string, site: string) => join(folder, `agent-${site}`);

/** Writes the configuration of the coordinator and of each agent. */
export async function writeConfigFiles(kind: StudyKind, places: StudyPlaces): Promise<void> {
  const { folder, tables, listen, dialled, store } = places;
  const dictionary = join(tables, 'datapackage.json');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'study.yaml'), stringify(kind.declaration));
  await writeFile(
    coordinatorConfig(folder),
    stringify({
      study: STUDY_NAME,
      listen,
      sites: kind.sites.map((name) => ({ name })),
      declaration: 'study.yaml',
      dictionary,
      output: RELEASE_FOLDER,
      heartbeatInterval: HEARTBEAT,
      leaseTtl: LEASE_TTL,
      ...store,
    }),
  );
  for (const site of kind.sites) {
    const agent = {
      coordinator: dialled,
      study: STUDY_NAME,
      site,
      table: join(tables, `${site}.csv`),
      dictionary,
      dataFolder: agentData(folder, site),
      checkpointInterval: 0,
      retry: { initialDelay: 50, maxDelay: 400 },
    };
    await writeFile(agentConfig(folder, site), stringify(agent));
  }
}

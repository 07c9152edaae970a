import { ConsoleLogger } from '@nestjs/common';
import { z } from 'zod';
import { parseCoordinatorConfig } from '#coordinator/config/coordinator-config';
import { readDictionary } from '#tabular/dictionary-reading';
import { besideConfig, readConfigFile, storeBesideConfig, tlsBesideConfig } from '../options/config-file.ts';
import { ENGINE_SHAPE } from '../options/engine-shape.ts';
import { declareStudy } from '../options/declare-study.ts';
import { createLogView } from '../progress-view.ts';
import type { CommandContext } from '../run-program.ts';
import { coordinateStudy } from './coordinate-study.ts';
import { printRelease } from './print-release.ts';
import { STORE_VARIABLE } from '../store/store-variable.ts';
import { withStore } from '../store/with-store.ts';

const DATA_FOLDER = 'cohortloom-data';

/** What the command itself needs; the rest of the file is the coordinator's. */
const COORDINATOR_FILE = z.looseObject({
  sites: z.array(z.looseObject({ name: z.string() })).min(1),
  /** The study's declaration; its `sites` are those of this file. */
  declaration: z.string().min(1).optional(),
  dictionary: z.string().min(1),
  output: z.string().min(1),
  /** Where the study is kept, so that it goes on after a restart or elsewhere: a folder or a database. */
  store: z.string().min(1).optional(),
  /** The same, of a folder: where no store is named. */
  dataFolder: z.string().min(1).optional(),
  engine: ENGINE_SHAPE.default({}),
});

/** Hosts the study of a configuration to its release. Throws CL-CONF-001, CL-IO-001, and what a store or the study fails with. */
export async function hostStudy(
  configPath: string,
  storeUrl: string | undefined,
  { signal }: CommandContext,
): Promise<void> {
  const { declaration, dictionary, output, store, dataFolder, engine, ...rest } = await readConfigFile(
    configPath,
    COORDINATOR_FILE,
  );
  const config = parseCoordinatorConfig(
    { ...rest, ...('tls' in rest && { tls: tlsBesideConfig(configPath, rest.tls) }) },
    configPath,
  );
  const study = declaration === undefined ? undefined : besideConfig(configPath, declaration);
  const declared = await declareStudy(
    { study },
    config.sites.map(({ name }) => name),
  );
  const place = storeUrl ?? configuredStore(configPath, store ?? dataFolder);
  const logger = new ConsoleLogger({ prefix: 'cohortloom coordinator', colors: process.stdout.isTTY === true });
  await withStore(place, { notice: (words) => logger.warn(words) }, async (stores) => {
    const release = await coordinateStudy({
      config,
      declaration: { ...declared, name: config.study },
      dictionary: await readDictionary(besideConfig(configPath, dictionary)),
      output: besideConfig(configPath, output),
      engine,
      logger,
      stores,
      observer: createLogView({ stream: process.stdout, now: () => performance.now() }),
      signal,
    });
    printRelease(release, process.stdout);
  });
}

/** What the configuration names goes before the environment: the latter may be meant for the commands that look in. */
function configuredStore(configPath: string, named: string | undefined): string {
  const elsewhere = process.env[STORE_VARIABLE];
  if (named === undefined && elsewhere) return elsewhere;
  return storeBesideConfig(configPath, named ?? DATA_FOLDER);
}

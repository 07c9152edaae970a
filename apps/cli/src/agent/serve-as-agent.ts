import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConsoleLogger } from '@nestjs/common';
import { z } from 'zod';
import { parseAgentConfig } from '#site-agent/config/agent-config';
import { runAgent } from '#site-agent/run-agent';
import type { StudySiteFactoryOptions } from '#site-agent/work/study-site-factory';
import { ThreadedSiteWorker } from '#site-agent/work/threaded-site-worker';
import { readTable } from '#tabular/csv/read-table';
import { dictionaryHash } from '#tabular/dictionary-hash';
import { readDictionary } from '#tabular/dictionary-reading';
import { besideConfig, readConfigFile, tlsBesideConfig } from '../options/config-file.ts';
import { ENGINE_SHAPE } from '../options/engine-shape.ts';
import type { CommandContext } from '../run-program.ts';

/** What the command itself needs; the rest of the file is the agent's. */
const AGENT_FILE = z.looseObject({
  site: z.string().min(1),
  table: z.string().min(1),
  dictionary: z.string().min(1),
  dataFolder: z.string().min(1),
  engine: ENGINE_SHAPE.default({}),
});

/** Reads the configuration and the table, and serves the study to its end. Throws what `runAgent` throws, CL-CONF-001, CL-IO-001, and CL-DICT or CL-DATA for the site's files. */
export async function serveAsAgent(configPath: string, { signal }: CommandContext): Promise<void> {
  const { table, dictionary, engine, ...rest } = await readConfigFile(configPath, AGENT_FILE);
  const config = parseAgentConfig(
    {
      ...rest,
      ...('tls' in rest && { tls: tlsBesideConfig(configPath, rest.tls) }),
      dataFolder: besideConfig(configPath, rest.dataFolder),
    },
    configPath,
  );
  const logger = new ConsoleLogger({
    prefix: `cohortloom agent ${config.site}`,
    colors: process.stdout.isTTY === true,
  });
  const tableFile = besideConfig(configPath, table);
  const described = await readDictionary(besideConfig(configPath, dictionary));
  const rows = await readTable(tableFile, described, {
    onWarning: ({ what, rowCount }) => logger.warn(`${what} (${rowCount} rows)`),
  });
  logger.log(`Read ${rows.rowCount} rows of ${described.fields.length} columns.`);
  const options: StudySiteFactoryOptions = { site: config.site, dictionary: described, table: rows, engine };
  const worker = new ThreadedSiteWorker({
    module: import.meta.resolve('#site-agent/work/study-site-factory'),
    factory: 'createStudySiteWorker',
    options,
    site: config.site,
  });
  await runAgent(config, {
    dictionarySha256: dictionaryHash(described),
    inputsSha256: await hashOfInputs(tableFile, engine),
    worker,
    logger,
    signal,
  });
}

/** Contributions come from the rows, and their last bits from the engine: what an earlier process left of others is stale. */
async function hashOfInputs(tableFile: string, engine: unknown): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(engine));
  return hash.update(await readFile(tableFile)).digest('hex');
}

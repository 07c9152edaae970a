import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify as stringifyYaml } from 'yaml';
import { parseCoordinatorConfig } from '#coordinator/config/coordinator-config';
import type { EngineChoice } from '#compute/engine/select-engine';
import { CohortloomError } from '#errors/cohortloom-error';
import { prepareOutputFolder } from '#study/release/output-folder';
import type { StudyDeclaration } from '#study/study-declaration';
import { readDictionary } from '#tabular/dictionary-reading';
import type { SiteTables } from '../options/site-tables.ts';
import { createProgressView } from '../progress-view.ts';
import { type AgentProcess, AgentProcesses } from './agent-processes.ts';
import { coordinateStudy } from './coordinate-study.ts';
import { FileLogger } from './file-logger.ts';
import { printRelease } from './print-release.ts';

export interface LocalStudy {
  readonly tables: SiteTables;
  readonly declaration: StudyDeclaration;
  readonly dictionaryFile: string;
  readonly output: string;
  readonly engine: EngineChoice;
  readonly signal: AbortSignal;
}

/** Runs a study with its coordinator in this process and every agent in one of its own, over gRPC on loopback. */
export async function runLocalStudy(study: LocalStudy): Promise<void> {
  const { declaration, signal } = study;
  const output = resolve(study.output);
  const dictionary = await readDictionary(study.dictionaryFile);
  await prepareOutputFolder(output);
  const stop = new AbortController();
  const view = createProgressView({ stream: process.stdout, now: () => performance.now() });
  const agents = new AgentProcesses(declaration.sites.length - declaration.quorum, ({ what }) => view.noted(what));
  const logger = await FileLogger.open(join(output, 'coordinator.log'));
  void agents.failure.catch(() => stop.abort());
  process.stdout.write(`Study ${declaration.name}: ${declaration.sites.length} sites on this machine\n`);
  try {
    const coordinated = coordinateStudy({
      config: parseCoordinatorConfig({
        study: declaration.name,
        listen: { host: '127.0.0.1', port: 0 },
        sites: declaration.sites.map((name) => ({ name })),
      }),
      declaration,
      dictionary,
      output,
      engine: study.engine,
      logger,
      observer: view,
      signal: AbortSignal.any([signal, stop.signal]),
      onListening: (address) => void startAgents(study, output, address, agents).catch((reason) => agents.fail(reason)),
    });
    const release = await preferAgentFailure(coordinated, agents, signal);
    view.close();
    printRelease(release, process.stdout);
  } finally {
    view.close();
    await agents.stop(signal.aborted ? 'at-once' : 'when-done');
    await logger.close();
  }
}

/** When an agent's end has stopped the study, what the agent said is the news. */
async function preferAgentFailure<T>(study: Promise<T>, agents: AgentProcesses, interrupt: AbortSignal): Promise<T> {
  try {
    return await study;
  } catch (error) {
    if (interrupt.aborted || CohortloomError.from(error).code !== 'CL-ROUND-006') throw error;
    return agents.failure;
  }
}

async function startAgents(study: LocalStudy, output: string, address: string, agents: AgentProcesses): Promise<void> {
  for (const [site, table] of study.tables) {
    agents.start(await prepareAgent(study, output, address, site, table));
  }
}

/** An agent's folder holds its configuration, its log and its ledger, as it would at a hospital. */
async function prepareAgent(
  study: LocalStudy,
  output: string,
  address: string,
  site: string,
  table: string,
): Promise<AgentProcess> {
  const folder = join(output, 'sites', site);
  await prepareOutputFolder(folder);
  const configFile = join(folder, 'agent.yaml');
  const config = {
    coordinator: address,
    study: study.declaration.name,
    site,
    table: resolve(table),
    dictionary: resolve(study.dictionaryFile),
    dataFolder: folder,
    engine: study.engine,
  };
  await writeFile(configFile, stringifyYaml(config));
  return { site, configFile, logFile: join(folder, 'agent.log') };
}

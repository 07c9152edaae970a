import { join, resolve } from 'node:path';
import type { EngineChoice } from '#compute/engine/select-engine';
import { prepareOutputFolder } from '#study/release/output-folder';
import { readDictionary } from '#tabular/dictionary-reading';
import type { StudyOptions } from '../options/study-options.ts';
import type { CommandContext } from '../run-program.ts';
import { type SimulationOptions, simulateAndCompare } from './simulate-and-compare.ts';
import { readSimulatedSites } from './simulated-sites.ts';

/** What the command line says of a simulation. */
export interface SimulateOptions extends StudyOptions {
  readonly sites?: number;
  readonly table: string;
  readonly dictionary: string;
  readonly siteColumn?: string;
  readonly sizes: 'equal' | 'skewed';
  readonly pooled: boolean;
  readonly out: string;
  readonly engine?: EngineChoice;
}

/** Splits the table into sites and runs the study among them. Throws what reading a table and a study throw. */
export async function simulateTable(options: SimulateOptions, { signal }: CommandContext): Promise<void> {
  const output = resolve(options.out);
  await prepareOutputFolder(output);
  const dictionary = await readDictionary(options.dictionary);
  const tables = await readSimulatedSites(options, dictionary);
  const simulation: SimulationOptions = {
    study: options,
    dictionary,
    tables,
    engine: { threads: 2, ...options.engine },
    signal,
    output: join(output, 'federated'),
    pooledOutput: options.pooled ? join(output, 'pooled') : undefined,
  };
  await simulateAndCompare(simulation);
}

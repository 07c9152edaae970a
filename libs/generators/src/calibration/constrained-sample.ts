import type { Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { SampleRows } from './calibrate.ts';

export interface ConstrainedSample {
  readonly table: Table;
  readonly rejectedRows: number;
}

/** Exactly `n` rows that keep every constraint of the dictionary, by rejection. Throws CL-MODEL-003. */
export declare function sampleConstrained(
  sample: SampleRows,
  dictionary: DataDictionary,
  n: number,
  seed: Seed,
): Promise<ConstrainedSample>;

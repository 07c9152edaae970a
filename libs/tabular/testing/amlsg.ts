import type { DataDictionary } from '../src/dictionary.ts';
import type { Table } from '../src/table.ts';

export interface Amlsg {
  readonly dictionary: DataDictionary;
  readonly train: Table;
  readonly test: Table;
  /** Row-aligned with `train` and `test`: what a federation is split by. */
  readonly trainSites: { readonly trial: readonly string[]; readonly center: readonly string[] };
  readonly testSites: { readonly trial: readonly string[]; readonly center: readonly string[] };
}

/** The real AMLSG cohort's fixed split, or undefined where the data aren't present. */
export declare function loadAmlsg(): Promise<Amlsg | undefined>;

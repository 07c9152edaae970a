import { type CodedRecords, codeRecords } from '#privacy/coded-records';
import { deriveSeed, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { shuffleColumns } from '../metrics/shuffle-columns.ts';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import { MOST_ROWS, thinRows } from '../summaries/thin-rows.ts';
import { type Guesses, guessesFrom, naiveGuesses } from './guesses.ts';
import type { Measured } from './privacy-layout.ts';

/** What privacy is measured with that is the same at every site. */
export interface BroadcastRows {
  readonly tables: Readonly<Record<Measured, Table>>;
  readonly records: Readonly<Record<Measured, CodedRecords>>;
  /** A second cohort of independent columns: how far patients lie from rows that know nothing of them. */
  readonly reference: CodedRecords;
  readonly guesses: Readonly<Record<Measured | 'naive', Guesses>>;
}

/** @throws CL-NET-003 where the plan's guesses are none of the cohorts */
export function broadcastRows(
  plan: AssessPlan,
  dictionary: DataDictionary,
  cohorts: Readonly<Record<Measured, Table>>,
): BroadcastRows {
  const { seed, guesses } = plan;
  const tables = measuredTables(cohorts, seed);
  const cuts = new Map(Object.entries(plan.cuts));
  const coded = (table: Table) => codeRecords(dictionary, table, cuts);
  const guessed = (cohort: Measured) => guessesFrom(dictionary, cohort, tables[cohort], guesses[cohort], seed);
  return {
    tables,
    records: { synthetic: coded(tables.synthetic), independent: coded(tables.independent) },
    reference: coded(shuffleColumns(tables.independent, deriveSeed(seed, 'reference'))),
    guesses: {
      synthetic: guessed('synthetic'),
      independent: guessed('independent'),
      naive: naiveGuesses(dictionary, seed),
    },
  };
}

/** The rows of the broadcast cohorts that are measured. */
export function measuredTables(
  { synthetic, independent }: Readonly<Record<Measured, Table>>,
  seed: Seed,
): Record<Measured, Table> {
  return {
    synthetic: thinRows(synthetic, MOST_ROWS.synthetic, seed),
    independent: thinRows(independent, MOST_ROWS.synthetic, seed),
  };
}

import { drawParts } from '#privacy/balanced-parts';
import { type CodedRecords, codeRecords, selectRecords } from '#privacy/coded-records';
import { RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import { MOST_ROWS, thinRows } from '../summaries/thin-rows.ts';
import type { BroadcastRows } from './broadcast-rows.ts';

/** The cohorts at one site whose rows are compared. */
export interface PrivacyCohorts {
  readonly training: Table;
  readonly heldOut: Table;
  /** The same at every site. */
  readonly synthetic: Table;
  readonly independent: Table;
}

/** Rows as they are compared: at most `MOST_ROWS` of each cohort. */
export interface MeasuredRows {
  readonly tables: PrivacyCohorts;
  readonly records: Readonly<Record<keyof PrivacyCohorts, CodedRecords>>;
  readonly reference: BroadcastRows['reference'];
  readonly guesses: BroadcastRows['guesses'];
  /** Real rows that are attacked. */
  readonly attacked: { readonly training: CodedRecords; readonly heldOut: CodedRecords };
  readonly parts: BalancedParts;
}

/**
 * Training rows cut into parts as large as the held-out part, so that neither set is nearer for being larger. Without
 * parts where one would have fewer rows than the minimum cell size, or than two.
 */
export interface BalancedParts {
  /** Rows of each part; 0: none. */
  readonly size: number;
  readonly training: readonly Int32Array[];
  readonly heldOut: Int32Array;
}

/** Of a site's training or held-out rows: those attacked by linking and inference. */
export const MOST_ATTACKED = 2_000;

/** @param seed the site's own */
export function measuredRows(
  plan: AssessPlan,
  dictionary: DataDictionary,
  cohorts: Pick<PrivacyCohorts, 'training' | 'heldOut'>,
  seed: Seed,
  broadcast: BroadcastRows,
): MeasuredRows {
  const real = (table: Table) => thinRows(table, MOST_ROWS.real, seed);
  const tables = { ...broadcast.tables, training: real(cohorts.training), heldOut: real(cohorts.heldOut) };
  const cuts = new Map(Object.entries(plan.cuts));
  const coded = (table: Table) => codeRecords(dictionary, table, cuts);
  const attacked = (table: Table) => coded(thinRows(table, MOST_ATTACKED, seed));
  return {
    tables,
    records: { ...broadcast.records, training: coded(tables.training), heldOut: coded(tables.heldOut) },
    reference: broadcast.reference,
    guesses: broadcast.guesses,
    attacked: { training: attacked(tables.training), heldOut: attacked(tables.heldOut) },
    parts: balancedParts(plan, dictionary, tables, seed),
  };
}

/** The records of each part. */
export function recordsOfParts({ records, parts }: MeasuredRows): {
  readonly training: readonly CodedRecords[];
  readonly heldOut: CodedRecords;
} {
  return {
    training: parts.training.map((rows) => selectRecords(records.training, rows)),
    heldOut: selectRecords(records.heldOut, parts.heldOut),
  };
}

function balancedParts(
  { trainingParts }: AssessPlan,
  { minimumCellSize }: DataDictionary,
  { training, heldOut }: PrivacyCohorts,
  seed: Seed,
): BalancedParts {
  const most = Math.min(heldOut.rowCount, Math.floor(training.rowCount / Math.max(1, trainingParts)), MOST_ROWS.part);
  const size = trainingParts === 0 || most < Math.max(2, minimumCellSize) ? 0 : most;
  const draw = (rowCount: number, parts: number, label: string) =>
    drawParts(rowCount, size > 0 ? parts : 0, size, RandomStream.derive(seed, 'parts', label));
  return {
    size,
    training: draw(training.rowCount, trainingParts, 'training'),
    heldOut: draw(heldOut.rowCount, 1, 'held-out')[0] ?? new Int32Array(0),
  };
}

/** Real sets of fewer rows than `minimum` made empty: what would be told of one row is that row. */
export function withoutSmallSets(cohorts: PrivacyCohorts, minimum: number): PrivacyCohorts {
  const { training, heldOut } = cohorts;
  return { ...cohorts, training: unlessSmall(training, minimum), heldOut: unlessSmall(heldOut, minimum) };
}

function unlessSmall(table: Table, minimum: number): Table {
  return table.rowCount < minimum ? selectRows(table, []) : table;
}

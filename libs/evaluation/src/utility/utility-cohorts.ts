import type { Table } from '#tabular/table';
import type { Suppression } from '../scoring/suppression.ts';

/** What a site measures with: its own rows and the cohorts that are the same at every site. */
export interface UtilityCohorts {
  /** The site's own rows; each set may have none. */
  readonly training: Table;
  readonly heldOut: Table;
  /** Two parts of the training rows. */
  readonly halfA: Table;
  readonly halfB: Table;
  readonly synthetic: Table;
  /** The cohort of the same margins and independent columns. */
  readonly independent: Table;
}

/** Which real rows a model answers for. */
export type AnsweredSet = 'training' | 'held-out';

/** What of real rows may be told. */
export interface ToldRows {
  /** Of each set, with and without a known answer. */
  readonly rows: Readonly<Record<AnsweredSet, number>>;
  readonly suppression: Suppression;
}

export function answeredRows(cohorts: Pick<UtilityCohorts, 'training' | 'heldOut'>, set: AnsweredSet): Table {
  return set === 'training' ? cohorts.training : cohorts.heldOut;
}

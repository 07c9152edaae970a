import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { MetricMode } from '../metrics/metric-mode.ts';
import { exactGrids } from '../summaries/evaluation-grids.ts';
import { describeTable } from './described-set.ts';
import { fidelityOf, type FidelityScores } from './fidelity.ts';

export interface FidelityOptions {
  /** Default `correct`. */
  readonly mode?: MetricMode;
}

/**
 * Fidelity of `synthetic` to `real` where both are at hand: exact quantiles, exact times. Both tables are in the study's
 * columns; each needs a row at least.
 */
export function evaluatePooled(
  dictionary: DataDictionary,
  real: Table,
  synthetic: Table,
  { mode = 'correct' }: FidelityOptions = {},
): FidelityScores {
  const grids = exactGrids(dictionary, [real, synthetic]);
  return fidelityOf(
    dictionary,
    describeTable(dictionary, grids, real),
    describeTable(dictionary, grids, synthetic),
    mode,
  );
}

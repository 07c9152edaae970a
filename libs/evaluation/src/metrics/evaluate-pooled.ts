import { numericValues } from '#tabular/columns';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { gramOf } from '../summaries/gram.ts';
import { gramLayout } from '../summaries/gram-layout.ts';
import { associationMatrix } from './associations.ts';
import { basicStatisticalMeasure } from './bsm.ts';
import { associationRetention, logTransformedCorrelation } from './ltc.ts';
import type { MetricMode } from './metric-mode.ts';
import { exactCurve, exactStatistics, quantileCells, stateCounts } from './pooled-columns.ts';
import { supportCoverage } from './rsc.ts';
import { type SurvivalScores, survivalScores } from './survival-scores.ts';

/** How much a synthetic cohort looks like a real one. Each score in [0, 1] (retention may pass 1); NaN: not defined. */
export interface FidelityScores {
  readonly bsm: number;
  readonly rsc: number;
  readonly ltc: number;
  readonly associationRetention: number;
  /** By the endpoint's name. */
  readonly survival: Readonly<Record<string, SurvivalScores>>;
}

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
  options: FidelityOptions = {},
): FidelityScores {
  const layout = gramLayout(dictionary);
  const realAssociations = associationMatrix(layout, gramOf(layout, real));
  const syntheticAssociations = associationMatrix(layout, gramOf(layout, synthetic));
  return {
    bsm: pooledBsm(dictionary, real, synthetic, options.mode),
    rsc: pooledRsc(dictionary, real, synthetic),
    ltc: logTransformedCorrelation(realAssociations, syntheticAssociations),
    associationRetention: associationRetention(realAssociations, syntheticAssociations),
    survival: Object.fromEntries(
      dictionary.endpoints.map((endpoint) => [
        endpoint.name,
        survivalScores(
          exactCurve(dictionary, endpoint, real),
          exactCurve(dictionary, endpoint, synthetic),
          options.mode,
        ),
      ]),
    ),
  };
}

function pooledBsm(dictionary: DataDictionary, real: Table, synthetic: Table, mode?: MetricMode): number {
  const numerics = dictionary.fields.filter((field) => field.kind === 'numeric');
  const statistics = (table: Table) => numerics.map((field) => exactStatistics(numericValues(table, field.name)));
  return basicStatisticalMeasure(statistics(real), statistics(synthetic), mode);
}

function pooledRsc(dictionary: DataDictionary, real: Table, synthetic: Table): number {
  const columns = dictionary.fields.map((field) =>
    field.kind === 'categorical'
      ? { real: stateCounts(field, real), synthetic: stateCounts(field, synthetic) }
      : quantileCells(numericValues(real, field.name), numericValues(synthetic, field.name)),
  );
  return supportCoverage(columns, real.rowCount / synthetic.rowCount);
}

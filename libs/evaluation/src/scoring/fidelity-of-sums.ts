import type { DataDictionary } from '#tabular/dictionary';
import { equalCountGroups } from '#tabular/profile/margins';
import { basicStatisticalMeasure } from '../metrics/bsm.ts';
import type { FidelityScores } from '../metrics/evaluate-pooled.ts';
import { associationRetention, logTransformedCorrelation } from '../metrics/ltc.ts';
import type { MetricMode } from '../metrics/metric-mode.ts';
import { SUPPORT_BINS } from '../metrics/pooled-columns.ts';
import { type SupportCells, supportCoverage } from '../metrics/rsc.ts';
import { survivalScores } from '../metrics/survival-scores.ts';
import { stateCountOf } from '../summaries/gram.ts';
import type { CategoricalGramField } from '../summaries/gram-layout.ts';
import type { DescribedSet } from './described-set.ts';

/**
 * Fidelity from sums alone. LTC, association retention, means, standard deviations and the coverage of categories equal
 * the pooled figures; medians, quantile bins and survival times are those of the agreed bins.
 */
export function fidelityOfSums(
  dictionary: DataDictionary,
  real: DescribedSet,
  synthetic: DescribedSet,
  mode: MetricMode,
): FidelityScores {
  return {
    bsm: basicStatisticalMeasure(real.statistics, synthetic.statistics, mode),
    rsc: supportCoverage(supportOf(real, synthetic), real.sums.gram.rowCount / synthetic.sums.gram.rowCount),
    ltc: logTransformedCorrelation(real.associations, synthetic.associations),
    associationRetention: associationRetention(real.associations, synthetic.associations),
    survival: Object.fromEntries(
      dictionary.endpoints.map(({ name }, i) => [name, survivalScores(real.curves[i], synthetic.curves[i], mode)]),
    ),
  };
}

function supportOf(real: DescribedSet, synthetic: DescribedSet): SupportCells[] {
  const none = new Float64Array();
  return real.layout.fields.map((entry) =>
    entry.kind === 'categorical'
      ? { real: stateCounts(real, entry), synthetic: stateCounts(synthetic, entry) }
      : quantileGroups(real.sums.bins.get(entry.field.name) ?? none, synthetic.sums.bins.get(entry.field.name) ?? none),
  );
}

/** Rows per state, then missing. */
export function stateCounts({ layout, sums }: DescribedSet, entry: CategoricalGramField): Float64Array {
  return Float64Array.from({ length: entry.width }, (_, i) => stateCountOf(layout, sums.gram, entry.start + i));
}

/** Bins of the grid joined into groups of nearly equal real count; bins beyond the real ones are in no group. */
function quantileGroups(real: Float64Array, synthetic: Float64Array): SupportCells {
  const first = real.findIndex((count) => count > 0);
  const end = real.findLastIndex((count) => count > 0) + 1;
  if (first < 0) return { real: [], synthetic: [] };
  const inside = real.subarray(first, end);
  const groupOf = equalCountGroups(Array.from(inside), SUPPORT_BINS);
  return { real: sumGroups(inside, groupOf), synthetic: sumGroups(synthetic.subarray(first, end), groupOf) };
}

function sumGroups(counts: Float64Array, groupOf: Int32Array): Float64Array {
  const sums = new Float64Array(SUPPORT_BINS);
  counts.forEach((count, bin) => (sums[groupOf[bin]] += count));
  return sums;
}

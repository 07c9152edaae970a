import type { DataDictionary } from '#tabular/dictionary';
import { equalCountGroups } from '#tabular/profile/margins';
import { basicStatisticalMeasure } from '../metrics/bsm.ts';
import { associationCloseness, associationRetention, logTransformedCorrelation } from '../metrics/ltc.ts';
import type { MetricMode } from '../metrics/metric-mode.ts';
import { quantileCells, SUPPORT_BINS } from '../metrics/numeric-summary.ts';
import { type SupportCells, supportCoverage } from '../metrics/rsc.ts';
import { type SurvivalScores, survivalScores } from '../metrics/survival-scores.ts';
import { type DescribedSet, numericHistogram, stateCounts } from './described-set.ts';

/** How much a synthetic cohort looks like a real one. Each score in [0, 1] (retention may pass 1); NaN: not defined. */
export interface FidelityScores {
  readonly bsm: number;
  readonly rsc: number;
  readonly ltc: number;
  readonly associationRetention: number;
  /** 1 − the mean difference of associations. */
  readonly associationCloseness: number;
  /** By the endpoint's name. */
  readonly survival: Readonly<Record<string, SurvivalScores>>;
}

/**
 * From sums, LTC, association retention, means, standard deviations and the coverage of categories equal the pooled
 * figures; medians, quantile bins and survival times are those of the agreed bins. From rows, everything is exact.
 */
export function fidelityOf(
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
    associationCloseness: associationCloseness(real.associations, synthetic.associations),
    survival: Object.fromEntries(
      dictionary.endpoints.map(({ name }, i) => [name, survivalScores(real.curves[i], synthetic.curves[i], mode)]),
    ),
  };
}

function supportOf(real: DescribedSet, synthetic: DescribedSet): SupportCells[] {
  return real.layout.fields.map((entry) => {
    if (entry.kind === 'categorical')
      return { real: stateCounts(real, entry), synthetic: stateCounts(synthetic, entry) };
    const [ofReal, ofSynthetic] = [real, synthetic].map((set) => numericHistogram(set, entry.field.name));
    return ofReal.isExact
      ? quantileCells(ofReal, ofSynthetic)
      : quantileGroups(Float64Array.from(ofReal.counts), Float64Array.from(ofSynthetic.counts));
  });
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

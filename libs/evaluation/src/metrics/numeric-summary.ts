import { type Histogram, histogramQuantile } from '#statistics/quantile';
import type { NumericStatistics } from './bsm.ts';
import type { SupportCells } from './rsc.ts';

/** Quantile bins of a numeric column in support coverage. */
export const SUPPORT_BINS = 10;

/** Mean, median and standard deviation of the values of a histogram whose bins hold one value each. All NaN for none. */
export function exactStatistics(histogram: Histogram): NumericStatistics {
  const { uppers, counts } = histogram;
  const total = sumOf(counts, () => 1);
  const mean = sumOf(counts, (bin) => uppers[bin]) / total;
  const squares = sumOf(counts, (bin) => (uppers[bin] - mean) ** 2);
  const standardDeviation = total > 1 ? Math.sqrt(squares / (total - 1)) : 0;
  return {
    mean,
    median: histogramQuantile(histogram, 0.5),
    standardDeviation: total === 0 ? Number.NaN : standardDeviation,
  };
}

/**
 * Rows in the bins between real quantiles (type 7; edges that coincide are one), closed on the left, the last on both
 * sides. Synthetic values out of the real range are in no bin. Both histograms have bins of one value each, the same.
 */
export function quantileCells(real: Histogram, synthetic: Histogram, bins = SUPPORT_BINS): SupportCells {
  const edges = [...new Set(Array.from({ length: bins + 1 }, (_, i) => histogramQuantile(real, i / bins)))];
  return { real: countBetween(edges, real), synthetic: countBetween(edges, synthetic) };
}

function countBetween(edges: readonly number[], { uppers, counts }: Histogram): Float64Array {
  const last = edges.length - 1;
  // A constant column has one edge and one bin.
  const cells = new Float64Array(Math.max(last, 1));
  for (let bin = 0; bin < counts.length; bin++) {
    const value = uppers[bin];
    if (!(value >= edges[0] && value <= edges[last])) continue;
    const above = edges.findIndex((edge) => edge > value);
    cells[above < 0 ? cells.length - 1 : above - 1] += counts[bin];
  }
  return cells;
}

function sumOf(counts: ArrayLike<number>, weight: (bin: number) => number): number {
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin++) sum += counts[bin] * weight(bin);
  return sum;
}

import { kolmogorovDistance, totalVariation } from '#statistics/distances';
import type { GramField } from '../summaries/gram-layout.ts';
import { type DescribedSet, stateCounts } from './described-set.ts';
import { countsOfTwo } from './two-sets.ts';

/** A column's distance in [0, 1] whatever its kind: Kolmogorov's for a number, total variation for categories. */
export function columnDistance(entry: GramField, real: DescribedSet, synthetic: DescribedSet): number {
  return entry.kind === 'categorical'
    ? totalVariation(stateCounts(real, entry), stateCounts(synthetic, entry))
    : kolmogorovDistance(countsOfTwo(real, synthetic, entry.field.name));
}

/** 1 − the mean distance over columns, in [0, 1]; NaN where no column is defined in both. */
export function columnShape(real: DescribedSet, synthetic: DescribedSet): number {
  const distances = real.layout.fields
    .map((entry) => columnDistance(entry, real, synthetic))
    .filter((distance) => !Number.isNaN(distance));
  return 1 - distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

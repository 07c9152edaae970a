import type { WeightedValues } from './weighted-values.ts';

/** The definitions of Hyndman & Fan, Am Stat 1996, as numbered in R. */
export type QuantileType = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** R's: positions this close to a whole number are that number. */
const FUZZ = 4 * Number.EPSILON;

/** What types 4 … 9 add to position n p: a + (1 − a − b) p. */
const OFFSETS = {
  4: { a: 0, b: 1 },
  5: { a: 1 / 2, b: 1 / 2 },
  6: { a: 0, b: 0 },
  7: { a: 1, b: 1 },
  8: { a: 1 / 3, b: 1 / 3 },
  9: { a: 3 / 8, b: 3 / 8 },
} as const;

/**
 * Quantile of values in ascending order by any of R's nine types; NaN for no values. `quantile` is type 7, and quicker.
 * @param probability in [0, 1]
 */
export function quantileOfType(sorted: ArrayLike<number>, probability: number, type: QuantileType): number {
  return interpolated(sorted.length, probability, type, (rank) => sorted[rank]);
}

/** The same of each value taken as often as it was seen. */
export function quantileOfCounts({ values, counts }: WeightedValues, probability: number, type: QuantileType): number {
  const upTo = new Float64Array(counts.length);
  let total = 0;
  for (let i = 0; i < upTo.length; i++) upTo[i] = total += counts[i];
  return interpolated(total, probability, type, (rank) => values[upTo.findIndex((seen) => seen > rank)]);
}

/** @param orderStatistic by rank from 0 */
function interpolated(
  count: number,
  probability: number,
  type: QuantileType,
  orderStatistic: (rank: number) => number,
): number {
  if (count === 0) return Number.NaN;
  const at = (position: number) => orderStatistic(Math.min(Math.max(position - 1, 0), count - 1));
  const { position, share } = positionOf(count, probability, type);
  const below = at(position);
  return share === 0 ? below : below + share * (at(position + 1) - below);
}

interface Position {
  /** The order statistic below, from 1. */
  readonly position: number;
  /** Weight of the next one. */
  readonly share: number;
}

function positionOf(count: number, probability: number, type: QuantileType): Position {
  if (type > 3) {
    const { a, b } = OFFSETS[type as keyof typeof OFFSETS];
    const exact = a + probability * (count + 1 - a - b);
    const position = Math.floor(exact + FUZZ);
    const share = exact - position;
    return { position, share: Math.abs(share) < FUZZ ? 0 : share };
  }
  const exact = type === 3 ? count * probability - 0.5 : count * probability;
  const position = Math.floor(exact + FUZZ);
  const isBeyond = exact > position;
  if (type === 1) return { position, share: isBeyond ? 1 : 0 };
  if (type === 2) return { position, share: isBeyond ? 1 : 0.5 };
  // To the nearest, to the even one where two are as near.
  return { position, share: isBeyond || position % 2 !== 0 ? 1 : 0 };
}

import { numericValues } from '#tabular/columns';
import type { NumericField } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/**
 * How round a number is written: whether its last two digits, in units of the field's last decimal, are a multiple of 100,
 * 50, 10, 5 or neither. Counted over the cohort, that tells heaping (platelets in whole numbers although a decimal is
 * allowed) without telling values.
 */
export const ROUNDNESS_CLASSES = 5;

/** Multiples of 100, 50, 10 and 5 that belong to no class before, and the rest, in any 100 units. */
const CLASS_SIZES = [1, 1, 8, 10, 80] as const;

export function roundnessOf(units: number): number {
  if (units % 100 === 0) return 0;
  if (units % 50 === 0) return 1;
  if (units % 10 === 0) return 2;
  return units % 5 === 0 ? 3 : 4;
}

/** Rows per class of the values that aren't modal ones. */
export function countRoundness(field: NumericField, table: Table): Float64Array {
  const unit = 10 ** field.decimals;
  const counts = new Float64Array(ROUNDNESS_CLASSES);
  for (const value of numericValues(table, field.name)) {
    if (Number.isNaN(value) || field.modalValues.includes(value)) continue;
    counts[roundnessOf(Math.round(value * unit))]++;
  }
  return counts;
}

/** How much likelier a value of each class is than it would be without heaping; all 1 where nothing was counted. */
export function roundnessWeights(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(CLASS_SIZES, (size, i) => (total > 0 ? (counts[i] / total) * (100 / size) : 1));
}

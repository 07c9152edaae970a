import { binOf } from '#tabular/profile/grid';
import type { NumericCounts } from '#tabular/profile/profile';
import type { NumericPlan } from '#tabular/profile/profile-plan';

/** Rows per bin of a field's grid, with the rows at modal values put into the bins that these lie in. */
export function foldModalCounts({ field, grid }: NumericPlan, counts: NumericCounts): Float64Array {
  const bins = Float64Array.from(counts.bins);
  field.modalValues.forEach((value, i) => (bins[binOf(grid, value)] += counts.modal[i]));
  return bins;
}

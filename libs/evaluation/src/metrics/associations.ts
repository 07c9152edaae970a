import { correlationRatio, type GroupSum, pearsonFromSums, theilsU } from '#statistics/association';
import { type Gram, jointCount, productSum, stateCountOf, stateSum } from '../summaries/gram.ts';
import type { CategoricalGramField, GramField, GramLayout, NumericGramField } from '../summaries/gram-layout.ts';

/** What takes the place of a missing number, in the units of its column (the published definition). */
const MISSING_NUMBER = -1;

/**
 * The association of every ordered pair of fields, A[r][c]: Theil's U(c | r) for two categorical fields (missing is a
 * state of its own), the correlation ratio for one of each kind, Pearson's r for two numeric ones; missing numbers count
 * as −1. 1 on the diagonal; the row and the column of a constant field are 0.
 */
export function associationMatrix(layout: GramLayout, gram: Gram): number[][] {
  const constant = layout.fields.map((entry) => isConstant(layout, gram, entry));
  return layout.fields.map((row, r) =>
    layout.fields.map((column, c) => {
      if (constant[r] || constant[c]) return 0;
      return r === c ? 1 : association(layout, gram, row, column);
    }),
  );
}

function association(layout: GramLayout, gram: Gram, row: GramField, column: GramField): number {
  if (row.kind === 'categorical') {
    return column.kind === 'categorical'
      ? theilsU(contingency(layout, gram, row, column))
      : ratio(layout, gram, row, column);
  }
  return column.kind === 'categorical' ? ratio(layout, gram, column, row) : pearson(layout, gram, row, column);
}

function contingency(
  layout: GramLayout,
  gram: Gram,
  given: CategoricalGramField,
  target: CategoricalGramField,
): Float64Array[] {
  return Array.from({ length: given.width }, (_, i) =>
    Float64Array.from({ length: target.width }, (__, j) => jointCount(layout, gram, given.start + i, target.start + j)),
  );
}

function ratio(layout: GramLayout, gram: Gram, groups: CategoricalGramField, measure: NumericGramField): number {
  const missing = missingUnits(measure);
  const sums = Array.from({ length: groups.width }, (_, i): GroupSum => {
    const state = groups.start + i;
    return {
      count: stateCountOf(layout, gram, state),
      sum: stateSum(layout, gram, state, measure.index) + missing * jointCount(layout, gram, state, measure.missing),
    };
  });
  return correlationRatio(sums, productOf(layout, gram, measure, measure));
}

function pearson(layout: GramLayout, gram: Gram, x: NumericGramField, y: NumericGramField): number {
  return pearsonFromSums({
    count: gram.rowCount,
    x: sumOf(layout, gram, x),
    y: sumOf(layout, gram, y),
    xx: productOf(layout, gram, x, x),
    yy: productOf(layout, gram, y, y),
    xy: productOf(layout, gram, x, y),
  });
}

function isConstant(layout: GramLayout, gram: Gram, entry: GramField): boolean {
  if (entry.kind === 'numeric') {
    const sum = sumOf(layout, gram, entry);
    return gram.rowCount * productOf(layout, gram, entry, entry) - sum * sum <= 0;
  }
  for (let i = 0; i < entry.width; i++) {
    const count = stateCountOf(layout, gram, entry.start + i);
    if (count > 0) return count === gram.rowCount;
  }
  return true;
}

/** Σ x with missing cells counted as −1, in units. */
function sumOf(layout: GramLayout, gram: Gram, x: NumericGramField): number {
  return gram.sums[x.index] + missingUnits(x) * stateCountOf(layout, gram, x.missing);
}

/** Σ x y with missing cells counted as −1, in units; missing cells are 0 in the Gram matrix. */
function productOf(layout: GramLayout, gram: Gram, x: NumericGramField, y: NumericGramField): number {
  const missingX = missingUnits(x);
  const missingY = missingUnits(y);
  const product = productSum(layout, gram, x.index, y.index);
  const both = missingX * missingY * jointCount(layout, gram, x.missing, y.missing);
  const onlyX = missingX * stateSum(layout, gram, x.missing, y.index);
  const onlyY = missingY * stateSum(layout, gram, y.missing, x.index);
  return product + onlyX + onlyY + both;
}

function missingUnits({ field, unit }: NumericGramField): number {
  return (MISSING_NUMBER - field.minimum) / unit;
}

import { categoryCodes, numericValues } from '#tabular/columns';
import type { Table } from '#tabular/table';
import { type GramLayout, toUnits } from './gram-layout.ts';

/**
 * The Gram matrix of a table in whole numbers below 2⁵³, so the Gram matrices of the parts of a table add up to that of
 * the whole, bit for bit. S 0/1 columns, P numeric columns; a missing number counts as 0 units.
 */
export interface Gram {
  readonly rowCount: number;
  /** Rows with both states: the upper triangle with its diagonal, row by row, S (S + 1) / 2. */
  readonly states: Float64Array;
  /** Σ of the numeric column over the rows with the state, S × P. */
  readonly stateSums: Float64Array;
  /** Σ of each numeric column, P. */
  readonly sums: Float64Array;
  /** Σ of products of numeric columns: the upper triangle with its diagonal, P (P + 1) / 2. */
  readonly products: Float64Array;
}

export function triangleSize(order: number): number {
  return (order * (order + 1)) / 2;
}

/** Place of (i, j), i ≤ j, in a packed upper triangle. */
export function trianglePlace(order: number, i: number, j: number): number {
  return i * order - (i * (i - 1)) / 2 + (j - i);
}

export function gramOf(layout: GramLayout, table: Table): Gram {
  const numericCount = layout.numerics.length;
  const gram: Gram = {
    rowCount: table.rowCount,
    states: new Float64Array(triangleSize(layout.stateCount)),
    stateSums: new Float64Array(layout.stateCount * numericCount),
    sums: new Float64Array(numericCount),
    products: new Float64Array(triangleSize(numericCount)),
  };
  const active = activeStates(layout, table);
  const units = numericUnits(layout, table);
  const states = new Int32Array(layout.fields.length);
  for (let row = 0; row < table.rowCount; row++) {
    let count = 0;
    for (const column of active) if (column[row] >= 0) states[count++] = column[row];
    addStates(gram.states, layout.stateCount, states, count);
    addNumerics(gram, states, count, units, row);
  }
  return gram;
}

/** Rows that have both states (in either order). */
export function jointCount(layout: GramLayout, gram: Gram, a: number, b: number): number {
  return gram.states[trianglePlace(layout.stateCount, Math.min(a, b), Math.max(a, b))];
}

export function stateCountOf(layout: GramLayout, gram: Gram, state: number): number {
  return jointCount(layout, gram, state, state);
}

/** Σ of the product of numeric columns a and b (in either order). */
export function productSum(layout: GramLayout, gram: Gram, a: number, b: number): number {
  return gram.products[trianglePlace(layout.numerics.length, Math.min(a, b), Math.max(a, b))];
}

/** Σ of numeric column p over the rows with the state. */
export function stateSum(layout: GramLayout, gram: Gram, state: number, p: number): number {
  return gram.stateSums[state * layout.numerics.length + p];
}

/** Per field, the 0/1 column that is 1 in each row; −1 where none is. Ascending by field. */
function activeStates(layout: GramLayout, table: Table): Int32Array[] {
  return layout.fields.map((entry) => {
    if (entry.kind === 'categorical') {
      const missing = entry.width - 1;
      return categoryCodes(table, entry.field.name).map((code) => entry.start + (code < 0 ? missing : code));
    }
    const values = numericValues(table, entry.field.name);
    return Int32Array.from(values, (value) => (Number.isNaN(value) ? entry.missing : -1));
  });
}

function numericUnits(layout: GramLayout, table: Table): Float64Array[] {
  return layout.numerics.map((entry) =>
    numericValues(table, entry.field.name).map((value) => (Number.isNaN(value) ? 0 : toUnits(entry, value))),
  );
}

function addStates(target: Float64Array, order: number, states: Int32Array, count: number): void {
  for (let a = 0; a < count; a++) {
    const start = trianglePlace(order, states[a], states[a]) - states[a];
    for (let b = a; b < count; b++) target[start + states[b]]++;
  }
}

function addNumerics(gram: Gram, states: Int32Array, count: number, units: readonly Float64Array[], row: number): void {
  const numericCount = units.length;
  let place = 0;
  for (let p = 0; p < numericCount; p++) {
    const value = units[p][row];
    gram.sums[p] += value;
    for (let other = p; other < numericCount; other++) gram.products[place++] += value * units[other][row];
    for (let a = 0; a < count; a++) gram.stateSums[states[a] * numericCount + p] += value;
  }
}

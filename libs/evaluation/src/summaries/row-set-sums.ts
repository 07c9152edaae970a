import { constraintsKept } from '#tabular/constraint-check';
import type { CountVector, Sum } from '#sums/contribution';
import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary } from '#tabular/dictionary';
import { binOf } from '#tabular/profile/grid';
import type { EndpointPlan, NumericPlan } from '#tabular/profile/profile-plan';
import type { Table } from '#tabular/table';
import { effectLayout, type EffectSums } from '../effects/effect-sums.ts';
import type { EvaluationGrids } from './evaluation-grids.ts';
import { type Gram, gramOf } from './gram.ts';
import { gramLayout } from './gram-layout.ts';

/** What a set of rows adds up to: enough for every score but distances and models. Whole numbers all. */
export interface RowSetSums {
  readonly gram: Gram;
  /** Per numeric field of the study: rows per bin of its grid, missing left out. */
  readonly bins: ReadonlyMap<string, Float64Array>;
  /** Per endpoint: censored and events of each time bin, in turn; patients with either missing left out. */
  readonly endpoints: ReadonlyMap<string, Float64Array>;
  /** Rows that break each constraint of the dictionary, in its order. */
  readonly violations: Float64Array;
  /** Patients by covariate and outcome; empty where the rows themselves are at hand. */
  readonly effects: EffectSums;
}

const NO_EFFECTS: EffectSums = new Map();

export function sumRowSet(
  dictionary: DataDictionary,
  grids: EvaluationGrids,
  table: Table,
  effects: EffectSums = NO_EFFECTS,
): RowSetSums {
  return {
    gram: gramOf(gramLayout(dictionary), table),
    bins: new Map(grids.numerics.map((numeric) => [numeric.field.name, countBins(numeric, table)])),
    endpoints: new Map(grids.endpoints.map((endpoint) => [endpoint.name, countTimes(endpoint, table)])),
    violations: countViolations(dictionary, table),
    effects,
  };
}

/** The sums of two sets of rows without a row in common, as of one set. */
export function addRowSets(a: RowSetSums, b: RowSetSums): RowSetSums {
  const { states, stateSums, sums, products } = a.gram;
  return {
    gram: {
      rowCount: a.gram.rowCount + b.gram.rowCount,
      states: added(states, b.gram.states),
      stateSums: added(stateSums, b.gram.stateSums),
      sums: added(sums, b.gram.sums),
      products: added(products, b.gram.products),
    },
    bins: addedByName(a.bins, b.bins),
    endpoints: addedByName(a.endpoints, b.endpoints),
    violations: added(a.violations, b.violations),
    effects: addedByName(a.effects, b.effects),
  };
}

/** The vectors of a row set, each named `<prefix>/…`. */
export function toVectors(prefix: string, sums: RowSetSums): [string, CountVector][] {
  const { gram, bins, endpoints, violations, effects } = sums;
  return [
    [`${prefix}/rows`, count(Float64Array.of(gram.rowCount))],
    [`${prefix}/states`, count(gram.states)],
    [`${prefix}/state-sums`, count(gram.stateSums)],
    [`${prefix}/sums`, count(gram.sums)],
    [`${prefix}/products`, count(gram.products)],
    ...Array.from(bins, ([name, values]): [string, CountVector] => [`${prefix}/numeric/${name}`, count(values)]),
    ...Array.from(endpoints, ([name, values]): [string, CountVector] => [`${prefix}/endpoint/${name}`, count(values)]),
    [`${prefix}/constraints`, count(violations)],
    ...Array.from(effects, ([name, values]): [string, CountVector] => [`${prefix}/effects/${name}`, count(values)]),
  ];
}

/** Reads back from a sum what `toVectors` wrote at every site. */
export function fromSum(dictionary: DataDictionary, prefix: string, sum: Sum): RowSetSums {
  const read = (name: string) => readVector(sum, `${prefix}/${name}`);
  const numerics = dictionary.fields.filter((field) => field.kind === 'numeric');
  return {
    gram: {
      rowCount: read('rows')[0],
      states: read('states'),
      stateSums: read('state-sums'),
      sums: read('sums'),
      products: read('products'),
    },
    bins: new Map(numerics.map(({ name }) => [name, read(`numeric/${name}`)])),
    endpoints: new Map(dictionary.endpoints.map(({ name }) => [name, read(`endpoint/${name}`)])),
    violations: read('constraints'),
    effects: new Map(effectLayout(dictionary).map(([name]) => [name, read(`effects/${name}`)])),
  };
}

/** Throws RangeError where the sum has no such vector. */
export function readVector(sum: Sum, name: string): Float64Array {
  const vector = sum.vectors.get(name);
  if (!vector) throw new RangeError(`no vector ${name} in the sum`);
  return vector.values;
}

export function count(values: Float64Array): CountVector {
  return { kind: 'count', values };
}

function countBins({ field, grid }: NumericPlan, table: Table): Float64Array {
  const counts = new Float64Array(grid.uppers.length);
  for (const value of numericValues(table, field.name)) if (!Number.isNaN(value)) counts[binOf(grid, value)]++;
  return counts;
}

function countTimes({ time, event, eventCode, grid }: EndpointPlan, table: Table): Float64Array {
  const times = numericValues(table, time);
  const codes = categoryCodes(table, event);
  const counts = new Float64Array(2 * grid.uppers.length);
  for (let row = 0; row < table.rowCount; row++) {
    if (Number.isNaN(times[row]) || codes[row] < 0) continue;
    counts[2 * binOf(grid, times[row]) + (codes[row] === eventCode ? 1 : 0)]++;
  }
  return counts;
}

function countViolations(dictionary: DataDictionary, table: Table): Float64Array {
  return Float64Array.from(dictionary.constraints, (constraint) => {
    const kept = constraintsKept({ ...dictionary, constraints: [constraint] }, table);
    return kept.reduce((broken, keeps) => broken + 1 - keeps, 0);
  });
}

function added(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]);
}

function addedByName(
  a: ReadonlyMap<string, Float64Array>,
  b: ReadonlyMap<string, Float64Array>,
): Map<string, Float64Array> {
  return new Map(Array.from(a, ([name, values]) => [name, added(values, b.get(name) ?? values)]));
}

import type { VectorLayout } from '#sums/layout';
import { categoryCodes, numericValues } from '#tabular/columns';
import { type DataDictionary, stateCode } from '#tabular/dictionary';
import { binOf } from '#tabular/profile/grid';
import type { EndpointPlan } from '#tabular/profile/profile-plan';
import type { Table } from '#tabular/table';
import { cellCount, covariateCells, type CovariateField, type EffectPlan, INTERVAL_CELLS } from './covariate-layout.ts';
import { stateTargets, type StateTarget } from './state-target.ts';

/**
 * Patients of a set by covariate and outcome, whole numbers: per endpoint `endpoint/<name>` [covariate cell × interval ×
 * (censored, event)], per target that is a state `target/<name>` [covariate cell × (negative, positive)]. Patients with
 * the outcome or the covariate missing are in no cell of it.
 */
export type EffectSums = ReadonlyMap<string, Float64Array>;

export function effectLayout(dictionary: DataDictionary): [string, VectorLayout][] {
  const cells = cellCount(covariateCells(dictionary));
  return [
    ...dictionary.endpoints.map(({ name }): [string, VectorLayout] => [
      `endpoint/${name}`,
      { kind: 'count', length: cells * INTERVAL_CELLS * 2 },
    ]),
    ...stateTargets(dictionary).map(({ name }): [string, VectorLayout] => [
      `target/${name}`,
      { kind: 'count', length: cells * 2 },
    ]),
  ];
}

export function sumEffects(dictionary: DataDictionary, plan: EffectPlan, table: Table): EffectSums {
  const covariates = plan.cells.map((covariate) => cellsOfRows(plan, covariate, table));
  const count = (outcomes: Int32Array, width: number) => countCells(covariates, outcomes, width, cellCount(plan.cells));
  return new Map([
    ...plan.grids.endpoints.map((endpoint): [string, Float64Array] => [
      `endpoint/${endpoint.name}`,
      count(intervalsOfRows(plan, endpoint, table), INTERVAL_CELLS * 2),
    ]),
    ...stateTargets(dictionary).map((target): [string, Float64Array] => [
      `target/${target.name}`,
      count(labelsOfRows(dictionary, target, table), 2),
    ]),
  ]);
}

/** The cell of each row; −1 where the covariate is missing. */
function cellsOfRows(plan: EffectPlan, { kind, field, start }: CovariateField, table: Table): Int32Array {
  if (kind === 'categorical') {
    return categoryCodes(table, field.name).map((code) => (code < 0 ? -1 : start + code));
  }
  const groups = plan.groups.get(field.name);
  const grid = plan.grids.numerics.find((numeric) => numeric.field.name === field.name)?.grid;
  return Int32Array.from(numericValues(table, field.name), (value) =>
    Number.isNaN(value) || !groups || !grid ? -1 : start + groups[binOf(grid, value)],
  );
}

/** 2 · interval + event of each row; −1 where time or event is missing. */
function intervalsOfRows(plan: EffectPlan, endpoint: EndpointPlan, table: Table): Int32Array {
  const times = numericValues(table, endpoint.time);
  const codes = categoryCodes(table, endpoint.event);
  const intervals = plan.intervals.get(endpoint.name);
  return Int32Array.from(times, (time, row) => {
    if (Number.isNaN(time) || codes[row] < 0 || !intervals) return -1;
    return 2 * intervals[binOf(endpoint.grid, time)] + (codes[row] === endpoint.eventCode ? 1 : 0);
  });
}

/** 1 positive, 0 negative, −1 missing. */
export function labelsOfRows(dictionary: DataDictionary, target: StateTarget, table: Table): Int32Array {
  const positive = stateCode(dictionary, target.field, target.positive);
  return categoryCodes(table, target.field).map((code) => {
    if (code < 0) return -1;
    return code === positive ? 1 : 0;
  });
}

function countCells(
  covariates: readonly Int32Array[],
  outcomes: Int32Array,
  width: number,
  cells: number,
): Float64Array {
  const counts = new Float64Array(cells * width);
  for (const cellOf of covariates) {
    for (let row = 0; row < outcomes.length; row++) {
      if (cellOf[row] >= 0 && outcomes[row] >= 0) counts[cellOf[row] * width + outcomes[row]]++;
    }
  }
  return counts;
}

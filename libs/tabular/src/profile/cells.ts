import { categoryCodes, numericValues } from '../columns.ts';
import type { CategoricalField } from '../dictionary.ts';
import type { Table } from '../table.ts';
import { binOf } from './grid.ts';
import type { EndpointPlan, GapPlan, NumericPlan } from './profile-plan.ts';
import { gapCellCount } from './profile-plan.ts';

/** A partition of a table's rows: `cellOf` gives a row's cell, in 0 … count − 1. */
export interface Cells {
  readonly count: number;
  readonly cellOf: (row: number) => number;
}

/** States in order, then missing. */
export function categoryCells(field: CategoricalField, table: Table): Cells {
  const codes = categoryCodes(table, field.name);
  const missing = field.states.length;
  return { count: missing + 1, cellOf: (row) => (codes[row] < 0 ? missing : codes[row]) };
}

/** Missing, then modal values, then bins. */
export function numericCells({ field, grid }: NumericPlan, values: Float64Array): Cells {
  const { modalValues } = field;
  const firstBin = 1 + modalValues.length;
  return {
    count: firstBin + grid.uppers.length,
    cellOf: (row) => {
      const value = values[row];
      if (Number.isNaN(value)) return 0;
      const modal = modalValues.indexOf(value);
      return modal >= 0 ? 1 + modal : firstBin + binOf(grid, value);
    },
  };
}

/** Missing, then (censored, event) of each time bin. */
export function endpointCells(plan: EndpointPlan, table: Table): Cells {
  const times = numericValues(table, plan.time);
  const events = categoryCodes(table, plan.event);
  return {
    count: 1 + 2 * plan.grid.uppers.length,
    cellOf: (row) => {
      if (Number.isNaN(times[row]) || events[row] < 0) return 0;
      return 1 + 2 * binOf(plan.grid, times[row]) + (events[row] === plan.eventCode ? 1 : 0);
    },
  };
}

/** See `gapCellCount`. `gap` holds the gap of every row of the study's `table`. */
export function gapCells(plan: GapPlan, gap: Float64Array, table: Table): Cells {
  const events = plan.events.map(({ field, code }) => ({ codes: categoryCodes(table, field), code }));
  const count = gapCellCount(plan);
  return {
    count,
    cellOf: (row) => {
      if (Number.isNaN(gap[row])) return count - 1;
      let cell = gap[row] === 0 ? 0 : 1;
      for (const { codes, code } of events) {
        if (codes[row] < 0) return count - 1;
        cell = 2 * cell + (codes[row] === code ? 1 : 0);
      }
      return cell;
    },
  };
}

/** The number of rows in each cell. */
export function countCells(cells: Cells, rowCount: number): Float64Array {
  const counts = new Float64Array(cells.count);
  for (let row = 0; row < rowCount; row++) counts[cells.cellOf(row)]++;
  return counts;
}

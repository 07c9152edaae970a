import { categoryCodes, numericValues } from '#tabular/columns';
import { type DataDictionary, stateCode } from '#tabular/dictionary';
import { binUnits, type Grid } from '#tabular/profile/grid';
import type { Table } from '#tabular/table';
import { type CovariateField, type EffectPlan, INTERVAL_CELLS } from './covariate-layout.ts';
import { type EffectSums, labelsOfRows } from './effect-sums.ts';
import { stateTargets } from './state-target.ts';
import type { Term } from './terms.ts';

/** Patients who are alike in time, event and covariate, `counts[i]` of each. Aligned arrays. */
export interface GroupedSurvival {
  readonly times: Float64Array;
  readonly isEvent: Uint8Array;
  /** Of the term: 0 or 1 for a state, the transformed number else. */
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** Patients who are alike in label and covariate. Aligned arrays. */
export interface GroupedResponse {
  readonly labels: Uint8Array;
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** What is known of one set of patients by covariate. Endpoints and targets by name. */
export interface EffectEvidence {
  survival(endpoint: string, term: Term): GroupedSurvival;
  response(target: string, term: Term): GroupedResponse;
}

/** From the rows themselves: one entry per patient, nothing rounded. */
export function evidenceOfRows(dictionary: DataDictionary, table: Table): EffectEvidence {
  return {
    survival(name, term) {
      const endpoint = dictionary.endpoints.find((candidate) => candidate.name === name);
      if (!endpoint) throw new RangeError(`no endpoint ${name} in the dictionary`);
      const code = stateCode(dictionary, endpoint.event, endpoint.eventState);
      const times = numericValues(table, endpoint.time);
      const codes = categoryCodes(table, endpoint.event);
      const values = termValues(term, table);
      const rows = knownRows(values, (row) => !Number.isNaN(times[row]) && codes[row] >= 0);
      return {
        times: Float64Array.from(rows, (row) => times[row]),
        isEvent: Uint8Array.from(rows, (row) => (codes[row] === code ? 1 : 0)),
        values: Float64Array.from(rows, (row) => values[row]),
        counts: new Float64Array(rows.length).fill(1),
      };
    },
    response(name, term) {
      const target = stateTargets(dictionary).find((candidate) => candidate.name === name);
      if (!target) throw new RangeError(`no target ${name} in the dictionary`);
      const labels = labelsOfRows(dictionary, target, table);
      const values = termValues(term, table);
      const rows = knownRows(values, (row) => labels[row] >= 0);
      return {
        labels: Uint8Array.from(rows, (row) => labels[row]),
        values: Float64Array.from(rows, (row) => values[row]),
        counts: new Float64Array(rows.length).fill(1),
      };
    },
  };
}

/**
 * From sums: patients stand at the middle of their interval, and a number at the mean of its group.
 * @param bins the set's own rows per bin of the agreed grids, which that mean comes from
 */
export function evidenceOfSums(
  plan: EffectPlan,
  sums: EffectSums,
  bins: ReadonlyMap<string, Float64Array>,
): EffectEvidence {
  return {
    survival(name, term) {
      const grid = plan.grids.endpoints.find((endpoint) => endpoint.name === name)?.grid;
      const middles = grid ? groupMiddles(grid, plan.intervals.get(name)) : new Float64Array();
      const cells = occupiedCells(plan, sums.get(`endpoint/${name}`), INTERVAL_CELLS * 2, term, bins);
      return {
        times: Float64Array.from(cells, ({ outcome }) => middles[outcome >> 1]),
        isEvent: Uint8Array.from(cells, ({ outcome }) => outcome & 1),
        values: Float64Array.from(cells, ({ value }) => value),
        counts: Float64Array.from(cells, ({ count }) => count),
      };
    },
    response(name, term) {
      const cells = occupiedCells(plan, sums.get(`target/${name}`), 2, term, bins);
      return {
        labels: Uint8Array.from(cells, ({ outcome }) => outcome),
        values: Float64Array.from(cells, ({ value }) => value),
        counts: Float64Array.from(cells, ({ count }) => count),
      };
    },
  };
}

/** Of each row: 0 or 1 for a state, the transformed number else; NaN where missing. */
function termValues(term: Term, table: Table): Float64Array {
  if (term.kind === 'numeric') return numericValues(table, term.field.name).map(term.transform);
  return Float64Array.from(categoryCodes(table, term.field.name), (code) => {
    if (code < 0) return Number.NaN;
    return code === term.state ? 1 : 0;
  });
}

function knownRows(values: Float64Array, isKnown: (row: number) => boolean): number[] {
  return Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]) && isKnown(row));
}

interface OccupiedCell {
  readonly outcome: number;
  readonly value: number;
  readonly count: number;
}

function occupiedCells(
  plan: EffectPlan,
  counts: Float64Array | undefined,
  width: number,
  term: Term,
  bins: ReadonlyMap<string, Float64Array>,
): OccupiedCell[] {
  const covariate = plan.cells.find(({ field }) => field.name === term.field.name);
  if (!covariate || !counts) throw new RangeError(`no sums for ${term.field.name}`);
  const values = cellValues(plan, covariate, term, bins);
  return Array.from(values).flatMap((value, cell) =>
    Array.from({ length: width }, (_, outcome) => ({
      outcome,
      value,
      count: counts[(covariate.start + cell) * width + outcome],
    })).filter(({ count }) => count > 0),
  );
}

function cellValues(
  plan: EffectPlan,
  covariate: CovariateField,
  term: Term,
  bins: ReadonlyMap<string, Float64Array>,
): Float64Array {
  if (term.kind === 'state') {
    return Float64Array.from({ length: covariate.width }, (_, state) => (state === term.state ? 1 : 0));
  }
  const groups = plan.groups.get(term.field.name) ?? new Int32Array();
  const grid = plan.grids.numerics.find(({ field }) => field.name === term.field.name)?.grid;
  const counts = bins.get(term.field.name);
  const sums = new Float64Array(covariate.width);
  const weights = new Float64Array(covariate.width);
  groups.forEach((group, bin) => {
    if (!grid || !counts) return;
    sums[group] += counts[bin] * term.transform(middleOf(grid, bin));
    weights[group] += counts[bin];
  });
  return sums.map((sum, group) => sum / weights[group]);
}

/** The middle of each group of bins. */
function groupMiddles(grid: Grid, groupOf: Int32Array = new Int32Array()): Float64Array {
  const count = groupOf.length === 0 ? 0 : groupOf[groupOf.length - 1] + 1;
  return Float64Array.from({ length: count }, (_, group) => {
    const { least } = binUnits(grid, groupOf.indexOf(group));
    const { greatest } = binUnits(grid, groupOf.lastIndexOf(group));
    return (least + greatest) / (2 * grid.unit);
  });
}

function middleOf(grid: Grid, bin: number): number {
  const { least, greatest } = binUnits(grid, bin);
  return (least + greatest) / (2 * grid.unit);
}

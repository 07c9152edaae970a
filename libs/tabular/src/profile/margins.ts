import { numericValues } from '../columns.ts';
import type { CategoricalField, DataDictionary } from '../dictionary.ts';
import { toModelTable } from '../model-table.ts';
import type { Table } from '../table.ts';
import { categoryCells, type Cells, endpointCells, gapCells, numericCells } from './cells.ts';
import type { Profile } from './profile.ts';
import { type EndpointPlan, type GapPlan, type NumericPlan, profilePlan } from './profile-plan.ts';

/**
 * A margin of the real cohort that a synthetic one can be raked to: a partition of rows into cells, with the real count
 * of each cell.
 */
export interface Margin {
  readonly name: string;
  readonly kind: 'category' | 'numeric' | 'endpoint' | 'gap';
  /** Real counts per cell, summed over sites. */
  readonly counts: Float64Array;
  /** The cell of every row of a table in the study's columns (not the model table), in 0 … counts.length − 1. */
  cellsOf(table: Table): Int32Array;
}

export interface MarginOptions {
  /** Bins of a numeric field, of nearly equal count; default 20. */
  readonly numericBins?: number;
  /** Bins of an endpoint's time, of nearly equal count; default 24. */
  readonly endpointBins?: number;
}

/**
 * The margins that the profile round has already disclosed: one per categorical field (states, missing), one per numeric
 * field that isn't an endpoint's time (modal values, bins, missing), one per endpoint (time bins × event, missing), one
 * per gap (zero or not × the events on both sides).
 */
export function profileMargins(dictionary: DataDictionary, profile: Profile, options: MarginOptions = {}): Margin[] {
  const plan = profilePlan(dictionary);
  const studyFields = new Set(dictionary.fields.map((field) => field.name));
  const times = new Set(plan.endpoints.map((endpoint) => endpoint.time));
  const numerics = plan.numerics.filter(({ field }) => studyFields.has(field.name) && !times.has(field.name));
  return [
    ...plan.categories.map((field) => categoryMargin(field, profile)),
    ...numerics.map((numeric) => numericMargin(numeric, profile, options.numericBins ?? 20)),
    ...plan.endpoints.map((endpoint) => endpointMargin(endpoint, profile, options.endpointBins ?? 24)),
    ...plan.gaps.map((gap) => gapMargin(dictionary, gap, profile)),
  ];
}

/**
 * Joins neighbouring bins into at most `groups` of nearly equal count. The empty bins before the first and after the last
 * occupied one are groups of their own, so that raking takes away rows that lie where no real row does.
 * @returns the group of each bin, ascending from 0.
 */
export function equalCountGroups(counts: readonly number[], groups: number): Int32Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const groupOf = new Int32Array(counts.length);
  let seen = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const isBefore = seen === 0 && counts[bin] === 0;
    const isAfter = seen === total;
    const group = Math.min(groups - 1, Math.floor((seen * groups) / Math.max(total, 1)));
    groupOf[bin] = isBefore ? 0 : isAfter ? groups + 1 : group + 1;
    seen += counts[bin];
  }
  return contiguous(groupOf);
}

function categoryMargin(field: CategoricalField, profile: Profile): Margin {
  return {
    name: field.name,
    kind: 'category',
    counts: Float64Array.from(profile.categories[field.name]),
    cellsOf: (table) => allCells(categoryCells(field, table), table.rowCount),
  };
}

function numericMargin(plan: NumericPlan, profile: Profile, bins: number): Margin {
  const { missing, modal, bins: fine } = profile.histograms[plan.field.name];
  const first = 1 + modal.length;
  const mapping = extendGroups(equalCountGroups(fine, bins), first, 1);
  return {
    name: plan.field.name,
    kind: 'numeric',
    counts: groupCounts([missing, ...modal, ...fine], mapping),
    cellsOf: (table) =>
      allCells(numericCells(plan, numericValues(table, plan.field.name)), table.rowCount).map((cell) => mapping[cell]),
  };
}

function endpointMargin(plan: EndpointPlan, profile: Profile, bins: number): Margin {
  const { missing, censored, event } = profile.endpoints[plan.name];
  const groups = equalCountGroups(
    censored.map((count, bin) => count + event[bin]),
    bins,
  );
  const mapping = extendGroups(groups, 1, 2);
  const fine = censored.flatMap((count, bin) => [count, event[bin]]);
  return {
    name: plan.name,
    kind: 'endpoint',
    counts: groupCounts([missing, ...fine], mapping),
    cellsOf: (table) => allCells(endpointCells(plan, table), table.rowCount).map((cell) => mapping[cell]),
  };
}

function gapMargin(dictionary: DataDictionary, plan: GapPlan, profile: Profile): Margin {
  return {
    name: plan.name,
    kind: 'gap',
    counts: Float64Array.from(profile.gaps[plan.name]),
    cellsOf: (table) => {
      const gap = numericValues(toModelTable(dictionary, table), plan.name);
      return allCells(gapCells(plan, gap, table), table.rowCount);
    },
  };
}

/** Cells kept as they are, then `sides` cells for each group of bins. */
function extendGroups(groupOf: Int32Array, kept: number, sides: number): Int32Array {
  const mapping = new Int32Array(kept + groupOf.length * sides);
  for (let cell = 0; cell < mapping.length; cell++) {
    const inside = cell - kept;
    mapping[cell] = inside < 0 ? cell : kept + groupOf[Math.floor(inside / sides)] * sides + (inside % sides);
  }
  return mapping;
}

function groupCounts(fine: readonly number[], mapping: Int32Array): Float64Array {
  const counts = new Float64Array(mapping.reduce((most, cell) => Math.max(most, cell), 0) + 1);
  fine.forEach((count, cell) => (counts[mapping[cell]] += count));
  return counts;
}

function allCells(cells: Cells, rowCount: number): Int32Array {
  const result = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) result[row] = cells.cellOf(row);
  return result;
}

function contiguous(groupOf: Int32Array): Int32Array {
  let next = -1;
  let last = -1;
  return groupOf.map((group) => {
    if (group !== last) next++;
    last = group;
    return next;
  });
}

import { kaplanMeier, type SurvivalCurve } from '#statistics/kaplan-meier';
import { quantile } from '#statistics/quantile';
import { categoryCodes, numericValues } from '#tabular/columns';
import { type CategoricalField, type DataDictionary, fieldNamed, type SurvivalEndpoint } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { NumericStatistics } from './bsm.ts';
import type { SupportCells } from './rsc.ts';

/** Quantile bins of a numeric column in support coverage. */
export const SUPPORT_BINS = 10;

/** Mean, median and standard deviation of the values of a column that aren't missing. */
export function exactStatistics(values: Float64Array): NumericStatistics {
  const sorted = presentSorted(values);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardDeviation = sorted.length > 1 ? Math.sqrt(squares / (sorted.length - 1)) : 0;
  return {
    mean,
    median: quantile(sorted, 0.5),
    standardDeviation: sorted.length === 0 ? Number.NaN : standardDeviation,
  };
}

/**
 * Rows in the bins between real quantiles (type 7; edges that coincide are one), closed on the left, the last on both
 * sides. Synthetic values out of the real range are in no bin, nor are missing ones.
 */
export function quantileCells(real: Float64Array, synthetic: Float64Array, bins = SUPPORT_BINS): SupportCells {
  const sorted = presentSorted(real);
  const edges = [...new Set(Array.from({ length: bins + 1 }, (_, i) => quantile(sorted, i / bins)))];
  return { real: countBetween(edges, real), synthetic: countBetween(edges, synthetic) };
}

/** Rows per state, then missing. */
export function stateCounts(field: CategoricalField, table: Table): Float64Array {
  const counts = new Float64Array(field.states.length + 1);
  for (const code of categoryCodes(table, field.name)) counts[code < 0 ? field.states.length : code]++;
  return counts;
}

/** From individual times; patients whose time or event is missing are left out. */
export function exactCurve(dictionary: DataDictionary, endpoint: SurvivalEndpoint, table: Table): SurvivalCurve {
  const times = numericValues(table, endpoint.time);
  const codes = categoryCodes(table, endpoint.event);
  const event = eventCode(dictionary, endpoint);
  const known = Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]) && codes[row] >= 0);
  return kaplanMeier(
    known.map((row) => times[row]),
    known.map((row) => codes[row] === event),
  );
}

/** The code of the state that marks an event. */
export function eventCode(dictionary: DataDictionary, endpoint: SurvivalEndpoint): number {
  const field = fieldNamed(dictionary, endpoint.event);
  return field.kind === 'categorical' ? field.states.indexOf(endpoint.eventState) : -1;
}

function presentSorted(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort();
}

function countBetween(edges: readonly number[], values: Float64Array): Float64Array {
  const last = edges.length - 1;
  // A constant column has one edge and one bin.
  const counts = new Float64Array(Math.max(last, 1));
  for (const value of values) {
    if (!(value >= edges[0] && value <= edges[last])) continue;
    const above = edges.findIndex((edge) => edge > value);
    counts[above < 0 ? counts.length - 1 : above - 1]++;
  }
  return counts;
}

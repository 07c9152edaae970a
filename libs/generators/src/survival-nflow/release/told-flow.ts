import type { DataDictionary, Field } from '#tabular/dictionary';
import { binsStart, greaterOf } from '../../columns/fine-cells.ts';
import { systematicCounts, toldCount, toldRoundness } from '../../columns/told-counts.ts';
import type { TrainedFlow } from '../flow-model.ts';

/** What a release tells of the cohort beside parameters. */
export type ToldCounts = Omit<TrainedFlow, 'parameters'>;

/**
 * Pooled counts as far as a flow may know them: rows of a state are rounded, up where they are fewer than the minimum cell
 * size; of the bins of a number a systematic sample of the rows in them counts.
 */
export function toldCounts(dictionary: DataDictionary, { counts, outcomes, roundness }: ToldCounts): ToldCounts {
  const { fields, minimumCellSize: minimum } = dictionary;
  const sample = (bins: Float64Array) => systematicCounts(bins, minimum, 1 / 2);
  return {
    counts: fields.map((field, i) => {
      const start = firstBin(dictionary, field);
      const states = counts[i].subarray(0, start).map((count) => toldCount(count, minimum));
      return Float64Array.from([...states, ...sample(counts[i].subarray(start))]);
    }),
    outcomes: outcomes.map((own) => {
      const bins = own.length / 2;
      return Float64Array.from([...sample(own.subarray(0, bins)), ...sample(own.subarray(bins))]);
    }),
    roundness: roundness.map((own) => toldRoundness(own, minimum)),
  };
}

/** Counts from which values can be drawn: a row that stands for `minimum` is spread up to half-way to the next ones. */
export function spreadCounts(dictionary: DataDictionary, { counts, outcomes, roundness }: ToldCounts): ToldCounts {
  const { fields, minimumCellSize: minimum } = dictionary;
  const spread = (bins: Float64Array) => spreadBins(bins, minimum);
  return {
    counts: fields.map((field, i) => {
      const start = firstBin(dictionary, field);
      return Float64Array.from([...counts[i].subarray(0, start), ...spread(counts[i].subarray(start))]);
    }),
    outcomes: outcomes.map((own) => {
      const bins = own.length / 2;
      return Float64Array.from([...spread(own.subarray(0, bins)), ...spread(own.subarray(bins))]);
    }),
    roundness,
  };
}

/**
 * Bins between which multiples of `minimum` are spread evenly: of each bin half a minimum up to the next bin that has any,
 * half down to the last, the rest stays. Outermost halves go as far out as inwards, within the bins. Keeps the total.
 */
export function spreadBins(told: Float64Array, minimum: number): Float64Array {
  const places = [...told.keys()].filter((bin) => told[bin] > 0);
  if (minimum <= 1 || places.length < 2) return told;
  const spread = told.map((count) => Math.max(0, count - minimum));
  const first = places[0] - Math.floor((places[1] - places[0]) / 2);
  const last = places[places.length - 1] + Math.floor((places[places.length - 1] - places[places.length - 2]) / 2);
  addEvenly(spread, Math.max(0, first), places[0], minimum / 2);
  for (let i = 1; i < places.length; i++) addBetween(spread, places[i - 1], places[i], minimum);
  addEvenly(spread, places[places.length - 1], Math.min(told.length - 1, last), minimum / 2);
  return spread;
}

function addEvenly(bins: Float64Array, from: number, to: number, rows: number): void {
  for (let bin = from; bin <= to; bin++) bins[bin] += rows / (to - from + 1);
}

/** From the middle of one bin to the middle of another. */
function addBetween(bins: Float64Array, from: number, to: number, rows: number): void {
  const perBin = rows / (to - from);
  for (let bin = from; bin <= to; bin++) bins[bin] += bin === from || bin === to ? perBin / 2 : perBin;
}

/** Cells before the bins of a number, or all of a category. */
function firstBin(dictionary: DataDictionary, field: Field): number {
  if (field.kind === 'categorical') return field.states.length + 1;
  return binsStart(field, greaterOf(dictionary, field.name));
}

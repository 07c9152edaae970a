import type { FlowColumn } from '../encoding/flow-columns.ts';

/**
 * Where a column's numbers lie. Inputs: column by column a 1 for its state, and a number's score. Outputs: the logits of all
 * states, blocks of equal width side by side; the raw parameters of all splines, then of all hazards, parameter by parameter.
 */
export interface MixedLayout {
  readonly columns: readonly FlowColumn[];
  /** First input of each column. */
  readonly starts: readonly number[];
  readonly inputWidth: number;
  /** Column (its place in the order) of each input, ascending. */
  readonly inputGroups: readonly number[];
  /** Columns with more than one state, by number of states. */
  readonly headed: readonly number[];
  /** First logit of each column; −1 where it has one state only. */
  readonly logitStarts: readonly number[];
  readonly splines: ValueOutputs;
  readonly hazards: ValueOutputs;
  readonly outputWidth: number;
  /** Column of each output. */
  readonly outputGroups: readonly number[];
}

/** Outputs that tell the values of some numbers: parameter `k` of the i-th of them is output `start + k · places.length + i`. */
export interface ValueOutputs {
  readonly start: number;
  /** Numbers, in order. */
  readonly places: readonly number[];
  /** Raw parameters per number. */
  readonly parameters: number;
}

/** How numbers' values are told: `hazardParameters` are those of the ones for which `isHazard`. */
export interface ValueHeads {
  readonly splineParameters: number;
  readonly hazardParameters: number;
  readonly isHazard: (column: FlowColumn) => boolean;
}

export function mixedLayout(columns: readonly FlowColumn[], heads: ValueHeads): MixedLayout {
  const places = columns.map((_, place) => place);
  const widths = columns.map(({ stateCount, valueState }) => stateCount + Number(valueState >= 0));
  const headed = places
    .filter((place) => columns[place].stateCount > 1)
    .sort((a, b) => columns[a].stateCount - columns[b].stateCount || a - b);
  const valued = places.filter((place) => columns[place].valueState >= 0);
  const headStarts = startsOf(headed.map((place) => columns[place].stateCount));
  const logitGroups = headed.flatMap((place) => repeated(place, columns[place].stateCount));
  const splined = valued.filter((place) => !heads.isHazard(columns[place]));
  const timed = valued.filter((place) => heads.isHazard(columns[place]));
  const splines = { start: logitGroups.length, places: splined, parameters: heads.splineParameters };
  const hazards = { start: endOf(splines), places: timed, parameters: heads.hazardParameters };
  return {
    columns,
    starts: startsOf(widths),
    inputWidth: widths.reduce((sum, width) => sum + width, 0),
    inputGroups: places.flatMap((place) => repeated(place, widths[place])),
    headed,
    logitStarts: places.map((place) => headStarts[headed.indexOf(place)] ?? -1),
    splines,
    hazards,
    outputWidth: endOf(hazards),
    outputGroups: [...logitGroups, ...groupsOf(splines), ...groupsOf(hazards)],
  };
}

/** The input that holds the score of a number. */
export function scoreInput({ starts, columns }: MixedLayout, place: number): number {
  return starts[place] + columns[place].stateCount;
}

/** The outputs that hold the raw parameters of a number's value. */
export function valueOutputs({ start, places, parameters }: ValueOutputs, place: number): Int32Array {
  const index = places.indexOf(place);
  return Int32Array.from({ length: parameters }, (_, k) => start + k * places.length + index);
}

function endOf({ start, places, parameters }: ValueOutputs): number {
  return start + places.length * parameters;
}

function groupsOf({ places, parameters }: ValueOutputs): number[] {
  return Array.from({ length: parameters }, () => places).flat();
}

function repeated(place: number, times: number): number[] {
  return Array.from({ length: times }, () => place);
}

function startsOf(widths: readonly number[]): number[] {
  let start = 0;
  return widths.map((width) => {
    start += width;
    return start - width;
  });
}

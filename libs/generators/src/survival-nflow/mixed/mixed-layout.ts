import type { FlowColumn } from '../encoding/flow-columns.ts';

/**
 * Where a column's numbers lie. Inputs: column by column a 1 for its state, and a number's score. Outputs: the logits of all
 * states, blocks of equal width side by side; the raw parameters of all splines, parameter by parameter.
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
  readonly splines: SplineOutputs;
  /** Numbers whose values a second model tells. */
  readonly timed: readonly number[];
  readonly outputWidth: number;
  /** Column of each output. */
  readonly outputGroups: readonly number[];
}

/** Outputs that tell the values of numbers: parameter `k` of the i-th of them is output `start + k · places.length + i`. */
export interface SplineOutputs {
  readonly start: number;
  /** Numbers, in order. */
  readonly places: readonly number[];
  /** Raw parameters per number. */
  readonly parameters: number;
}

/** `isTimed`: whether a second model tells the value of a number. */
export function mixedLayout(
  columns: readonly FlowColumn[],
  splineParameters: number,
  isTimed: (column: FlowColumn) => boolean = () => false,
): MixedLayout {
  const places = columns.map((_, place) => place);
  const widths = columns.map(({ stateCount, valueState }) => stateCount + Number(valueState >= 0));
  const headed = places
    .filter((place) => columns[place].stateCount > 1)
    .sort((a, b) => columns[a].stateCount - columns[b].stateCount || a - b);
  const valued = places.filter((place) => columns[place].valueState >= 0);
  const headStarts = startsOf(headed.map((place) => columns[place].stateCount));
  const logitGroups = headed.flatMap((place) => repeated(place, columns[place].stateCount));
  // What comes first depends on nothing, and a second model would have nothing to see.
  const timed = valued.filter((place) => place > 0 && isTimed(columns[place]));
  const splined = valued.filter((place) => !timed.includes(place));
  const splines = { start: logitGroups.length, places: splined, parameters: splineParameters };
  const splineGroups = Array.from({ length: splineParameters }, () => splined).flat();
  return {
    columns,
    starts: startsOf(widths),
    inputWidth: widths.reduce((sum, width) => sum + width, 0),
    inputGroups: places.flatMap((place) => repeated(place, widths[place])),
    headed,
    logitStarts: places.map((place) => headStarts[headed.indexOf(place)] ?? -1),
    splines,
    timed,
    outputWidth: logitGroups.length + splineGroups.length,
    outputGroups: [...logitGroups, ...splineGroups],
  };
}

/** The input that holds the score of a number. */
export function scoreInput({ starts, columns }: MixedLayout, place: number): number {
  return starts[place] + columns[place].stateCount;
}

/** The outputs that hold the raw parameters of a number's value. */
export function splineOutputs({ start, places, parameters }: SplineOutputs, place: number): Int32Array {
  const index = places.indexOf(place);
  return Int32Array.from({ length: parameters }, (_, k) => start + k * places.length + index);
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

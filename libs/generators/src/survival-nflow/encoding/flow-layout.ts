import type { FlowColumn } from './flow-columns.ts';

/**
 * Where a column's numbers lie. Inputs: column by column a 1 for its state, and a number's score. Outputs: the logits of all
 * states, blocks of equal width side by side, then the raw parameters of all splines, parameter by parameter.
 */
export interface FlowLayout {
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
  readonly logitWidth: number;
  /** Numbers, in order. */
  readonly valued: readonly number[];
  /** Raw parameters per spline. */
  readonly splineParameters: number;
  readonly outputWidth: number;
  /** Column of each output. */
  readonly outputGroups: readonly number[];
}

export function flowLayout(columns: readonly FlowColumn[], splineParameters: number): FlowLayout {
  const places = columns.map((_, place) => place);
  const widths = columns.map(({ stateCount, valueState }) => stateCount + Number(valueState >= 0));
  const headed = places
    .filter((place) => columns[place].stateCount > 1)
    .sort((a, b) => columns[a].stateCount - columns[b].stateCount || a - b);
  const valued = places.filter((place) => columns[place].valueState >= 0);
  const headStarts = startsOf(headed.map((place) => columns[place].stateCount));
  const logitWidth = headed.reduce((sum, place) => sum + columns[place].stateCount, 0);
  const repeated = (place: number, times: number) => Array.from({ length: times }, () => place);
  const outputGroups = [
    ...headed.flatMap((place) => repeated(place, columns[place].stateCount)),
    ...Array.from({ length: splineParameters }, () => valued).flat(),
  ];
  return {
    columns,
    starts: startsOf(widths),
    inputWidth: widths.reduce((sum, width) => sum + width, 0),
    inputGroups: places.flatMap((place) => repeated(place, widths[place])),
    headed,
    logitStarts: places.map((place) => headStarts[headed.indexOf(place)] ?? -1),
    logitWidth,
    valued,
    splineParameters,
    outputWidth: outputGroups.length,
    outputGroups,
  };
}

/** The input that holds the score of a number. */
export function scoreInput({ starts, columns }: FlowLayout, place: number): number {
  return starts[place] + columns[place].stateCount;
}

/** The output that holds raw parameter `k` of the spline of the `index`-th number. */
export function splineOutput({ logitWidth, valued }: FlowLayout, k: number, index: number): number {
  return logitWidth + k * valued.length + index;
}

function startsOf(widths: readonly number[]): number[] {
  let start = 0;
  return widths.map((width) => {
    start += width;
    return start - width;
  });
}

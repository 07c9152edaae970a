/**
 * A draw from a weighted pool is as uneven as any sample of its size. Exchanging rows until the one-way tables of the
 * draw itself agree with the wanted ones takes that unevenness out (combinatorial optimisation of Williamson, Birkin &
 * Rees 1998). New rows are proposed by their weights, so associations stay those of the weighted pool.
 */
import type { RandomStream } from '#random/random-stream';
import { placeOf } from '#random/weighted-place';
import type { RakingMargin } from './rake.ts';

/** A margin whose cells are listed. */
export type ListedMargin = RakingMargin & { readonly cells: Int32Array };

/** Exchanges proposed per row of the draw, and in all: a large draw is even already. */
const PROPOSALS = 300;
const MOST_PROPOSALS = 5_000_000;

/** All margins in one: the cells of one follow those of the other. */
interface Tally {
  readonly margins: number;
  /** Cells of each row, row by row: a proposal looks at all cells of two rows. */
  readonly cells: Uint16Array | Int32Array;
  /** Rows of the draw per cell, and wanted. */
  readonly drawn: Float64Array;
  readonly wanted: Float64Array;
}

/**
 * `rows` after exchanges that each lower Σ (drawn − wanted)² / (wanted + 1) over all cells of all margins. No row comes in
 * that is in the draw already.
 */
export function balanceDraw(
  rows: Int32Array,
  weights: Float64Array,
  margins: readonly ListedMargin[],
  stream: RandomStream,
): Int32Array {
  const draw = rows.slice();
  const isDrawn = new Uint8Array(weights.length);
  for (const row of draw) isDrawn[row] = 1;
  const tally = tallyOf(margins, weights.length, draw);
  const cumulated = cumulate(weights);
  const proposals = Math.min(PROPOSALS * draw.length, MOST_PROPOSALS);
  for (let proposal = 0; proposal < proposals; proposal++) {
    const place = stream.int(draw.length);
    const leaving = draw[place];
    const entering = rowAt(cumulated, stream.uniform());
    if (isDrawn[entering] || gain(tally, leaving, entering) <= 0) continue;
    exchange(tally, leaving, entering);
    draw[place] = entering;
    isDrawn[leaving] = 0;
    isDrawn[entering] = 1;
  }
  return draw.sort();
}

/** Σ (drawn − wanted)² / (wanted + 1) over all cells: what balanceDraw lowers. */
export function imbalance(rows: Int32Array, margins: readonly ListedMargin[]): number {
  const rowCount = margins.at(0)?.cells.length ?? 0;
  const { drawn, wanted } = tallyOf(margins, rowCount, rows);
  return drawn.reduce((sum, count, cell) => sum + (count - wanted[cell]) ** 2 / (wanted[cell] + 1), 0);
}

function tallyOf(margins: readonly ListedMargin[], rowCount: number, draw: Int32Array): Tally {
  const cellCount = margins.reduce((sum, { counts }) => sum + counts.length, 0);
  const cells = new (cellCount < 2 ** 16 ? Uint16Array : Int32Array)(rowCount * margins.length);
  const wanted = new Float64Array(cellCount);
  let first = 0;
  margins.forEach(({ cells: own, counts }, margin) => {
    let total = 0;
    for (let cell = 0; cell < counts.length; cell++) total += counts[cell];
    for (let cell = 0; cell < counts.length; cell++) wanted[first + cell] = (counts[cell] * draw.length) / total;
    for (let row = 0; row < rowCount; row++) cells[row * margins.length + margin] = first + own[row];
    first += counts.length;
  });
  const drawn = new Float64Array(cellCount);
  for (const row of draw) {
    for (let margin = 0; margin < margins.length; margin++) drawn[cells[row * margins.length + margin]]++;
  }
  return { margins: margins.length, cells, drawn, wanted };
}

/** By how much the imbalance falls. */
function gain({ margins, cells, drawn, wanted }: Tally, leaving: number, entering: number): number {
  let sum = 0;
  for (let margin = 0; margin < margins; margin++) {
    const from = cells[leaving * margins + margin];
    const to = cells[entering * margins + margin];
    if (from === to) continue;
    sum += (2 * (drawn[from] - wanted[from]) - 1) / (wanted[from] + 1);
    sum -= (2 * (drawn[to] - wanted[to]) + 1) / (wanted[to] + 1);
  }
  return sum;
}

function exchange({ margins, cells, drawn }: Tally, leaving: number, entering: number): void {
  for (let margin = 0; margin < margins; margin++) {
    drawn[cells[leaving * margins + margin]]--;
    drawn[cells[entering * margins + margin]]++;
  }
}

function cumulate(weights: Float64Array): Float64Array {
  let total = 0;
  return weights.map((weight) => (total += weight));
}

/** The row in whose stretch of the cumulated weights a share in [0, 1) lies. */
function rowAt(cumulated: Float64Array, share: number): number {
  return placeOf(cumulated, share * cumulated[cumulated.length - 1]);
}

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

interface Tally {
  readonly cells: Int32Array;
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
  const tallies = margins.map((margin) => tallyOf(margin, draw));
  const cumulated = cumulate(weights);
  const proposals = Math.min(PROPOSALS * draw.length, MOST_PROPOSALS);
  for (let proposal = 0; proposal < proposals; proposal++) {
    const place = stream.int(draw.length);
    const leaving = draw[place];
    const entering = rowAt(cumulated, stream.uniform());
    if (isDrawn[entering] || gain(tallies, leaving, entering) <= 0) continue;
    exchange(tallies, leaving, entering);
    draw[place] = entering;
    isDrawn[leaving] = 0;
    isDrawn[entering] = 1;
  }
  return draw.sort();
}

/** Σ (drawn − wanted)² / (wanted + 1) over all cells: what balanceDraw lowers. */
export function imbalance(rows: Int32Array, margins: readonly ListedMargin[]): number {
  return margins
    .map((margin) => tallyOf(margin, rows))
    .flatMap(({ drawn, wanted }) =>
      Array.from(drawn, (count, cell) => (count - wanted[cell]) ** 2 / (wanted[cell] + 1)),
    )
    .reduce((sum, term) => sum + term, 0);
}

function tallyOf({ cells, counts }: ListedMargin, draw: Int32Array): Tally {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const drawn = new Float64Array(counts.length);
  for (const row of draw) drawn[cells[row]]++;
  return { cells, drawn, wanted: Float64Array.from(counts, (count) => (count * draw.length) / total) };
}

/** By how much the imbalance falls. */
function gain(tallies: readonly Tally[], leaving: number, entering: number): number {
  let sum = 0;
  for (const { cells, drawn, wanted } of tallies) {
    const from = cells[leaving];
    const to = cells[entering];
    if (from === to) continue;
    sum += (2 * (drawn[from] - wanted[from]) - 1) / (wanted[from] + 1);
    sum -= (2 * (drawn[to] - wanted[to]) + 1) / (wanted[to] + 1);
  }
  return sum;
}

function exchange(tallies: readonly Tally[], leaving: number, entering: number): void {
  for (const { cells, drawn } of tallies) {
    drawn[cells[leaving]]--;
    drawn[cells[entering]]++;
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

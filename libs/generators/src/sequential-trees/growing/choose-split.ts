import type { ColumnCoding } from '../coding/column-coding.ts';
import type { Split } from '../tree.ts';
import type { TargetStatistics } from './target-statistics.ts';

/** A split with what it gains and the rows on its sides, but for those in rare cells. */
export interface ChosenSplit extends Split {
  readonly gain: number;
  readonly leftRows: number;
  readonly rightRows: number;
}

/** The counts of one predictor in a node. */
export interface PredictorCounts {
  readonly column: number;
  readonly coding: ColumnCoding;
  /** Statistics of the target, cell by cell. */
  readonly counts: Float64Array;
  /** 1 for each cell that hardly any row of the whole cohort is in. */
  readonly isRare?: Uint8Array;
}

/** All ways to part so few cells are tried; of more, those along their order. */
const MOST_SUBSET_CELLS = 6;

/**
 * The split of largest gain by which both sides keep `leastRows`, or none. A tie goes to the predictor that comes first,
 * and there to the first of its splits in the order of trial; so the choice is a function of the counts alone.
 */
export function chooseSplit(
  predictors: Iterable<PredictorCounts>,
  statistics: TargetStatistics,
  leastRows: number,
): ChosenSplit | undefined {
  let best: ChosenSplit | undefined;
  for (const predictor of predictors) {
    const found = new PredictorSplits(predictor, statistics, leastRows).best();
    if (found !== undefined && !(best !== undefined && best.gain >= found.gain)) best = found;
  }
  return best;
}

/** Tries the splits of one predictor. Statistics of left and right side are in `#sides`, one after the other. */
class PredictorSplits {
  readonly #predictor: PredictorCounts;
  readonly #statistics: TargetStatistics;
  readonly #leastRows: number;
  readonly #total: Float64Array;
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  readonly #explained: number;
  /** Cells that hold rows, but for rare ones: on which side these went would tell of the few rows that have them. */
  readonly #cells: readonly number[];
  #best: ChosenSplit | undefined;

  constructor(predictor: PredictorCounts, statistics: TargetStatistics, leastRows: number) {
    this.#predictor = predictor;
    this.#statistics = statistics;
    this.#leastRows = leastRows;
    const { coding, isRare } = predictor;
    this.#cells = Array.from({ length: coding.cellCount }, (_, cell) => cell).filter(
      (cell) => this.#rowsIn(cell) > 0 && isRare?.[cell] !== 1,
    );
    this.#total = new Float64Array(statistics.width);
    this.#left = new Float64Array(statistics.width);
    this.#right = new Float64Array(statistics.width);
    for (const cell of this.#cells) this.#addTo(this.#total, cell);
    this.#explained = statistics.explained(this.#total, 0);
  }

  best(): ChosenSplit | undefined {
    const cells = this.#cells;
    if (cells.length < 2 || statisticsRows(this.#statistics, this.#total) < 2 * this.#leastRows) return undefined;
    const { isOrdered, missingCell } = this.#predictor.coding;
    if (isOrdered) {
      const valued = cells.filter((cell) => cell !== missingCell);
      this.#tryPrefixes(valued);
      if (valued.length < cells.length) this.#tryPrefixes([missingCell, ...valued]);
    } else if (cells.length <= MOST_SUBSET_CELLS) this.#trySubsets(cells);
    else this.#tryPrefixes(this.#byLocation(cells));
    return this.#best;
  }

  /** Left: the first cells; what isn't among `cells` stays right. */
  #tryPrefixes(cells: readonly number[]): void {
    this.#left.fill(0);
    let mask = 0;
    const isWhole = cells.length === this.#cells.length;
    const last = isWhole ? cells.length - 1 : cells.length;
    for (let i = 0; i < last; i++) {
      this.#addTo(this.#left, cells[i]);
      mask |= 1 << cells[i];
      this.#try(mask);
    }
  }

  /** Left: every set of cells without the last one. */
  #trySubsets(cells: readonly number[]): void {
    for (let subset = 1; subset < 2 ** (cells.length - 1); subset++) {
      this.#left.fill(0);
      let mask = 0;
      for (let i = 0; i < cells.length; i++) {
        if (!((subset >> i) & 1)) continue;
        this.#addTo(this.#left, cells[i]);
        mask |= 1 << cells[i];
      }
      this.#try(mask);
    }
  }

  #try(mask: number): void {
    const statistics = this.#statistics;
    for (let i = 0; i < this.#right.length; i++) this.#right[i] = this.#total[i] - this.#left[i];
    const leftRows = statistics.rows(this.#left, 0);
    const rightRows = statistics.rows(this.#right, 0);
    if (leftRows < this.#leastRows || rightRows < this.#leastRows) return;
    const gain = statistics.explained(this.#left, 0) + statistics.explained(this.#right, 0) - this.#explained;
    if (this.#best !== undefined && this.#best.gain >= gain) return;
    const leftCells = this.#withEmptyCells(mask >>> 0, leftRows > rightRows);
    this.#best = { predictor: this.#predictor.column, leftCells, gain, leftRows, rightRows };
  }

  /**
   * Rows that aren't here may lie in cells without rows: along an order these go with the next one above that has some,
   * else, and where there is none, with the larger side. So do rare cells.
   */
  #withEmptyCells(mask: number, leftIsLarger: boolean): number {
    const { isOrdered, cellCount, missingCell } = this.#predictor.coding;
    let full = mask;
    for (let cell = 0; cell < cellCount; cell++) {
      if (this.#cells.includes(cell)) continue;
      const above = this.#cells.find((other) => other > cell && other !== missingCell);
      const goesLeft =
        isOrdered && cell !== missingCell && above !== undefined ? ((mask >>> above) & 1) === 1 : leftIsLarger;
      if (goesLeft) full |= 1 << cell;
    }
    return full >>> 0;
  }

  #byLocation(cells: readonly number[]): number[] {
    const { counts } = this.#predictor;
    const reference = this.#total.indexOf(Math.max(...this.#total));
    const location = new Map(
      cells.map((cell) => [cell, this.#statistics.location(counts, cell * this.#statistics.width, reference)]),
    );
    return cells.toSorted((a, b) => location.get(a)! - location.get(b)! || a - b);
  }

  #rowsIn(cell: number): number {
    return this.#statistics.rows(this.#predictor.counts, cell * this.#statistics.width);
  }

  #addTo(target: Float64Array, cell: number): void {
    const at = cell * this.#statistics.width;
    for (let i = 0; i < target.length; i++) target[i] += this.#predictor.counts[at + i];
  }
}

function statisticsRows(statistics: TargetStatistics, counts: Float64Array): number {
  return statistics.rows(counts, 0);
}

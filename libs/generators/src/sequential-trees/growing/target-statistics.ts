import { cellCounts, type ColumnCoding } from '../coding/column-coding.ts';
import type { TreeSettings } from '../hyperparameters.ts';

/**
 * What is counted of a target in each cell of a predictor, and how much a part of the rows explains of it.
 * Without order: rows per cell of the target. With order: rows that have a value, the sum of their cells (ranks, nearly:
 * cells hold equally many rows), and rows without a value where the column may be missing.
 */
export interface TargetStatistics {
  readonly width: number;
  /** Adds one row whose target lies in `cell`. */
  add(counts: Float64Array, at: number, cell: number): void;
  rows(counts: Float64Array, at: number): number;
  /**
   * What the rows explain when told by themselves. The gain of a split, explained(left) + explained(right) −
   * explained(both), is about 1 by chance, whatever the kind of target: a likelihood ratio by its degrees of freedom, or
   * rows × the share of the root's variance that the split takes away.
   */
  explained(counts: Float64Array, at: number): number;
  /** A number by which cells of a predictor without order are put in one. */
  location(counts: Float64Array, at: number, reference: number): number;
}

export function statisticsOf(column: ColumnCoding, criterion: TreeSettings['criterion']): TargetStatistics {
  if (column.isOrdered) return orderedStatistics(column);
  return criterion === 'gini' ? new GiniStatistics(column) : new EntropyStatistics(column);
}

/** Numbers per cell of a predictor, for whoever needs no more. */
export function statisticsWidth({ isOrdered, cellCount, missingCell }: ColumnCoding): number {
  if (!isOrdered) return cellCount;
  return missingCell < 0 ? 2 : 3;
}

abstract class StateStatistics implements TargetStatistics {
  readonly width: number;

  constructor(column: ColumnCoding) {
    this.width = column.cellCount;
  }

  add(counts: Float64Array, at: number, cell: number): void {
    counts[at + cell]++;
  }

  rows(counts: Float64Array, at: number): number {
    let rows = 0;
    for (let i = 0; i < this.width; i++) rows += counts[at + i];
    return rows;
  }

  /** The share of the reference state. */
  location(counts: Float64Array, at: number, reference: number): number {
    return counts[at + reference] / this.rows(counts, at);
  }

  abstract explained(counts: Float64Array, at: number): number;
}

/** Light & Margolin's (1971) analysis of variance of categories: Σ n_k² / n, by the impurity of the root. */
class GiniStatistics extends StateStatistics {
  readonly #impurity: number;

  constructor(column: ColumnCoding) {
    super(column);
    const counts = cellCounts(column);
    const rows = this.rows(counts, 0);
    this.#impurity = 1 - counts.reduce((sum, count) => sum + (count / rows) ** 2, 0);
  }

  explained(counts: Float64Array, at: number): number {
    let squares = 0;
    let rows = 0;
    for (let i = 0; i < this.width; i++) {
      const count = counts[at + i];
      squares += count * count;
      rows += count;
    }
    return rows > 0 && this.#impurity > 0 ? squares / rows / this.#impurity : 0;
  }
}

/** Twice the multinomial log likelihood, by its degrees of freedom. */
class EntropyStatistics extends StateStatistics {
  readonly #degrees: number;

  constructor(column: ColumnCoding) {
    super(column);
    this.#degrees = cellCounts(column).filter((count) => count > 0).length - 1;
  }

  explained(counts: Float64Array, at: number): number {
    let logs = 0;
    let rows = 0;
    for (let i = 0; i < this.width; i++) {
      const count = counts[at + i];
      if (count > 0) logs += count * Math.log(count);
      rows += count;
    }
    return rows > 0 && this.#degrees > 0 ? (2 * (logs - rows * Math.log(rows))) / this.#degrees : 0;
  }
}

function orderedStatistics(column: ColumnCoding): TargetStatistics {
  const { missingCell } = column;
  const { scoreVariance, missingVariance } = rootVariances(column);
  const mayMiss = missingCell >= 0;
  const present = (counts: Float64Array, at: number) => counts[at];
  const missing = (counts: Float64Array, at: number) => (mayMiss ? counts[at + 2] : 0);
  return {
    width: mayMiss ? 3 : 2,
    add(counts, at, cell) {
      if (cell === missingCell) counts[at + 2]++;
      else {
        counts[at]++;
        counts[at + 1] += cell;
      }
    },
    rows: (counts, at) => present(counts, at) + missing(counts, at),
    explained(counts, at) {
      const values = present(counts, at);
      const gaps = missing(counts, at);
      const ofScore = values > 0 && scoreVariance > 0 ? counts[at + 1] ** 2 / values / scoreVariance : 0;
      if (missingVariance === 0) return ofScore;
      return ofScore + (gaps > 0 ? gaps ** 2 / (values + gaps) / missingVariance : 0);
    },
    /** The mean score; where no row has a value, below all that have. */
    location: (counts, at) => (counts[at] > 0 ? counts[at + 1] / counts[at] : -1),
  };
}

/** Variances of score and missingness over the pooled rows; 0 where there is nothing to explain. */
function rootVariances(column: ColumnCoding): { readonly scoreVariance: number; readonly missingVariance: number } {
  const counts = cellCounts(column);
  const { missingCell } = column;
  let rows = 0;
  let sum = 0;
  let squares = 0;
  counts.forEach((count, cell) => {
    if (cell === missingCell) return;
    rows += count;
    sum += count * cell;
    squares += count * cell * cell;
  });
  const missing = missingCell < 0 ? 0 : counts[missingCell];
  const share = missing / Math.max(rows + missing, 1);
  return {
    scoreVariance: rows > 0 ? squares / rows - (sum / rows) ** 2 : 0,
    missingVariance: share * (1 - share),
  };
}

import { deriveSeed, RandomStream, type Seed } from '#random/random-stream';
import { concatRows } from '#tabular/concat-rows';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { featureColumns } from '../models/feature-columns.ts';
import { forestProbabilities } from '../models/forest.ts';
import { fitForest } from '../models/random-forest.ts';

const TRAINING_SHARE = 0.8;

/** Of each cohort, so that large ones take seconds. */
const MOST_ROWS = 2_000;

/** Answers of a forest about rows it hasn't seen. Added over forests they are those of all forests together. */
export interface DiscriminatorAnswers {
  readonly right: number;
  readonly total: number;
}

/**
 * How badly a random forest tells synthetic from real rows, in [0, 1]: 1 − 2 max(0, accuracy − ½). Both cohorts are cut
 * to the size of the smaller, the forest learns from 80 % of each and is tested on the rest. Categories enter as codes.
 * Both tables have the same columns; NaN below 3 rows.
 */
export function discriminatorScore(real: Table, synthetic: Table, seed: Seed): number {
  return scoreOfAnswers(discriminate(real, synthetic, seed));
}

/** NaN without answers. */
export function scoreOfAnswers({ right, total }: DiscriminatorAnswers): number {
  return 1 - 2 * Math.max(0, right / total - 0.5);
}

/** The answers behind `discriminatorScore`. At most 2,000 rows of each cohort take part. */
export function discriminate(real: Table, synthetic: Table, seed: Seed): DiscriminatorAnswers {
  const size = Math.min(real.rowCount, synthetic.rowCount, MOST_ROWS);
  const trainingSize = Math.round(size * TRAINING_SHARE);
  const testSize = size - trainingSize;
  if (testSize === 0) return { right: 0, total: 0 };
  const parts = [real, synthetic].map((table, label) => {
    const rows = RandomStream.derive(seed, 'split', label).permutation(table.rowCount);
    return [rows.subarray(0, trainingSize), rows.subarray(trainingSize, size)].map((part) => selectRows(table, part));
  });
  const [training, test] = [0, 1].map((part) => concatRows(parts.map((label) => label[part])));
  const forest = fitForest(featureColumns(training), labelsOf(trainingSize), { seed: deriveSeed(seed, 'forest') });
  const answers = forestProbabilities(forest, featureColumns(test));
  const right = labelsOf(testSize).reduce((sum, label, row) => sum + (answers[row] > 0.5 === (label === 1) ? 1 : 0), 0);
  return { right, total: 2 * testSize };
}

/** First the real rows, 0, then as many synthetic ones, 1. */
function labelsOf(each: number): Uint8Array {
  return new Uint8Array(2 * each).fill(1, each);
}

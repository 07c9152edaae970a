import { deriveSeed, RandomStream, type Seed } from '#random/random-stream';
import { concatRows } from '#tabular/concat-rows';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { featureColumns } from '../models/feature-columns.ts';
import { fitForest, forestProbabilities } from '../models/random-forest.ts';

const TRAINING_SHARE = 0.8;

/**
 * How badly a random forest tells synthetic from real rows, in [0, 1]: 1 − 2 max(0, accuracy − ½). Both cohorts are cut
 * to the size of the smaller, the forest learns from 80 % of each and is tested on the rest. Categories enter as codes.
 * Both tables have the same columns; NaN below 5 rows.
 */
export function discriminatorScore(real: Table, synthetic: Table, seed: Seed): number {
  const size = Math.min(real.rowCount, synthetic.rowCount);
  const trainingSize = Math.round(size * TRAINING_SHARE);
  const testSize = size - trainingSize;
  if (testSize === 0) return Number.NaN;
  const parts = [real, synthetic].map((table, label) => {
    const rows = RandomStream.derive(seed, 'split', label).permutation(table.rowCount);
    return [rows.subarray(0, trainingSize), rows.subarray(trainingSize, size)].map((part) => selectRows(table, part));
  });
  const [training, test] = [0, 1].map((part) => concatRows(parts.map((label) => label[part])));
  const forest = fitForest(featureColumns(training), labelsOf(trainingSize), { seed: deriveSeed(seed, 'forest') });
  const answers = forestProbabilities(forest, featureColumns(test));
  const correct = labelsOf(testSize).reduce(
    (sum, label, row) => sum + (answers[row] > 0.5 === (label === 1) ? 1 : 0),
    0,
  );
  return 1 - 2 * Math.max(0, correct / (2 * testSize) - 0.5);
}

/** First the real rows, 0, then as many synthetic ones, 1. */
function labelsOf(each: number): Uint8Array {
  return new Uint8Array(2 * each).fill(1, each);
}

import type { Seed } from '#random/random-stream';
import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { featureColumns } from '../models/feature-columns.ts';
import { predictorFields } from '../models/prediction-task.ts';
import { forestProbabilities, type RandomForest } from '../models/forest.ts';
import { type TreeSource, treeSource } from '../models/random-forest.ts';
import { ownHorizonWeights, type WeightedRows, weighRows } from './target-rows.ts';

/**
 * The trees of a forest that answers a target. For a horizon target rows are drawn in proportion to their weights by the
 * table's own censoring. Undefined where no row has a label, nobody is followed to the horizon, or nothing predicts.
 */
export function targetTrees(
  dictionary: DataDictionary,
  target: PredictionTarget,
  table: Table,
  seed: Seed,
): TreeSource | undefined {
  const horizon = target.kind === 'horizon' ? ownHorizonWeights(dictionary, target, table) : undefined;
  if (target.kind === 'horizon' && horizon === undefined) return undefined;
  const { rows, labels, weights } = weighRows(dictionary, target, table, horizon);
  const predictors = predictorFields(dictionary, target).map(({ name }) => name);
  if (predictors.length === 0 || !weights.some((weight) => weight > 0)) return undefined;
  const columns = featureColumns(selectRows(table, rows), predictors);
  return treeSource(columns, labels, { seed, ...(target.kind === 'horizon' ? { weights } : {}) });
}

/** The probability of the positive class for each of the weighted rows of a table. */
export function answerTarget(
  dictionary: DataDictionary,
  target: PredictionTarget,
  forest: RandomForest,
  table: Table,
  { rows }: WeightedRows,
): Float64Array {
  const predictors = predictorFields(dictionary, target).map(({ name }) => name);
  return forestProbabilities(forest, featureColumns(selectRows(table, rows), predictors));
}

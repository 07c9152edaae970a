import { deriveSeed, type Seed } from '#random/random-stream';
import { type Confusion, confusionOf, matthewsCorrelation } from '#statistics/classification';
import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { featureColumns } from '../models/feature-columns.ts';
import { labelRows, predictorFields } from '../models/prediction-task.ts';
import { forestProbabilities, type RandomForest } from '../models/forest.ts';
import { fitForest } from '../models/random-forest.ts';

/**
 * Matthews correlation, by the target's name, of random forests (100 trees, answer at ½) that learn from `training`
 * and answer for `test`. Outcomes are no predictors. NaN where either table has no labelled row.
 */
export function predictionScores(
  dictionary: DataDictionary,
  training: Table,
  test: Table,
  seed: Seed,
): Record<string, number> {
  return Object.fromEntries(
    dictionary.targets.map((target) => {
      const forest = fitTarget(dictionary, target, training, seed);
      const confusion = forest && confuseTarget(dictionary, target, forest, test);
      const isDefined = confusion && Object.values(confusion).some((count) => count > 0);
      return [target.name, isDefined ? matthewsCorrelation(confusion) : Number.NaN];
    }),
  );
}

/** A forest for a target; undefined where no row has a label. */
export function fitTarget(
  dictionary: DataDictionary,
  target: PredictionTarget,
  training: Table,
  seed: Seed,
): RandomForest | undefined {
  const { rows, labels } = labelRows(dictionary, target, training);
  const predictors = predictorFields(dictionary, target).map((field) => field.name);
  if (rows.length === 0 || predictors.length === 0) return undefined;
  const columns = featureColumns(selectRows(training, rows), predictors);
  return fitForest(columns, labels, { seed: deriveSeed(seed, 'prediction', target.name) });
}

/** Counts of a forest's answers on the labelled rows of a table: a sum over rows, so over sites. */
export function confuseTarget(
  dictionary: DataDictionary,
  target: PredictionTarget,
  forest: RandomForest,
  test: Table,
): Confusion {
  const { rows, labels } = labelRows(dictionary, target, test);
  const predictors = predictorFields(dictionary, target).map((field) => field.name);
  const probabilities = forestProbabilities(forest, featureColumns(selectRows(test, rows), predictors));
  return confusionOf(
    labels,
    probabilities.map((probability) => (probability > 0.5 ? 1 : 0)),
  );
}

import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import { scoreOfAnswers } from '../metrics/discriminator.ts';
import { columnCoverage } from '../metrics/rsc.ts';
import { orNull, type Suppression } from '../scoring/suppression.ts';
import { readVector } from '../summaries/row-set-sums.ts';
import { countClusters } from './cluster-plan.ts';
import { clusterVector } from './cluster-sums.ts';
import { discriminatorVector, type ToldApart } from './discriminator-sums.ts';
import { predictionFigures, type PredictionFigures } from './prediction-figures.ts';
import { total } from './risk-table.ts';
import { survivalFigures, type SurvivalModelFigures } from './survival-figures.ts';
import type { AnsweredSet, ToldRows, UtilityCohorts } from './utility-cohorts.ts';
import type { UtilityPlan } from './utility-plan.ts';

/** What models say about a synthetic cohort. Plain JSON; null: not defined, or not told. */
export interface UtilityFigures {
  /** Per target, against training and held-out rows in turn. */
  readonly predictions: readonly PredictionFigures[];
  /** Per endpoint, likewise. */
  readonly survivalModels: readonly SurvivalModelFigures[];
  readonly discriminator: DiscriminatorFigures;
  readonly clusterCoverage: readonly ClusterFigures[];
}

/** 1 − 2 max(0, accuracy − ½) of forests that tell two cohorts apart: in [0, 1], 1 is best. */
export interface DiscriminatorFigures {
  /** Synthetic rows from training rows. */
  readonly value: number | null;
  /** Rows of independent columns from training rows. */
  readonly floor: number | null;
  /** One half of the training rows from the other. */
  readonly ceiling: number | null;
  /** Training rows that the forest of `value` was asked about. */
  readonly patients: number | null;
}

/** Mean over clusters with real rows of min(1, ρ n_S / n_R): in [0, 1], 1 is best. */
export interface ClusterFigures {
  readonly against: AnsweredSet;
  readonly value: number | null;
  readonly floor: number | null;
  /** One half of the training rows beside the other; against held-out rows, the training rows. */
  readonly ceiling: number | null;
}

/**
 * The coordinator's part, from the sum of the vectors of `utilityLayout`.
 * @param plan and `cohorts`: those of the round
 * @throws RangeError where the sum lacks a vector
 */
export function utilityFigures(
  plan: UtilityPlan,
  dictionary: DataDictionary,
  sum: Sum,
  cohorts: Pick<UtilityCohorts, 'synthetic' | 'independent'>,
  told: ToldRows,
): UtilityFigures {
  return {
    predictions: predictionFigures(plan, dictionary, sum, told),
    survivalModels: survivalFigures(plan, dictionary, sum, told),
    discriminator: discriminatorFigures(sum, told.suppression),
    clusterCoverage: clusterFigures(plan, sum, cohorts),
  };
}

function discriminatorFigures(sum: Sum, suppression: Suppression): DiscriminatorFigures {
  const score = (pair: ToldApart) => {
    const [right, answers] = readVector(sum, discriminatorVector(pair));
    return orNull(scoreOfAnswers({ right, total: answers }));
  };
  const [, answers] = readVector(sum, discriminatorVector('synthetic'));
  return {
    value: score('synthetic'),
    floor: score('independent'),
    ceiling: score('halves'),
    // Half of the answers are about the other cohort.
    patients: suppression.release(answers / 2),
  };
}

function clusterFigures(
  plan: UtilityPlan,
  sum: Sum,
  { synthetic, independent }: Pick<UtilityCohorts, 'synthetic' | 'independent'>,
): ClusterFigures[] {
  const halfA = readVector(sum, clusterVector('half-a'));
  const halfB = readVector(sum, clusterVector('half-b'));
  const heldOut = readVector(sum, clusterVector('held-out'));
  const training = halfA.map((count, cluster) => count + halfB[cluster]);
  const [ofSynthetic, ofIndependent] = [synthetic, independent].map((table) => countClusters(plan.clusters, table));
  const figures = (
    against: AnsweredSet,
    real: Float64Array,
    [besideReal, other]: readonly [Float64Array, Float64Array],
  ) => ({
    against,
    value: coverage(real, ofSynthetic),
    floor: coverage(real, ofIndependent),
    ceiling: coverage(besideReal, other),
  });
  return [figures('training', training, [halfB, halfA]), figures('held-out', heldOut, [heldOut, training])];
}

function coverage(real: Float64Array, other: Float64Array): number | null {
  return orNull(columnCoverage({ real, synthetic: other }, total(real) / total(other)));
}

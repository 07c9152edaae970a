import type { Seed } from '#random/random-stream';
import type { MeasureVector } from '#sums/contribution';
import type { VectorLayout } from '#sums/layout';
import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { RandomForest } from '../models/forest.ts';
import type { MeasuredScope } from '../summaries/measured-scope.ts';
import { answerHistogram, HISTOGRAM_LENGTH } from './answer-histogram.ts';
import { type BroadcastForests, growForest } from './broadcast-forests.ts';
import type { HorizonWeights } from './horizon-weights.ts';
import { MEASURE_UNITS } from './measure-units.ts';
import { answerTarget } from './target-forest.ts';
import { weighRows } from './target-rows.ts';
import { type AnsweredSet, answeredRows, type UtilityCohorts } from './utility-cohorts.ts';
import type { UtilityPlan } from './utility-plan.ts';

/** Where a forest learnt, and for which rows it answers. A site's own training rows answer for what it holds out alone. */
export const ANSWERED = [
  ['synthetic', 'training'],
  ['synthetic', 'held-out'],
  ['independent', 'training'],
  ['independent', 'held-out'],
  ['own', 'held-out'],
] as const satisfies readonly (readonly [string, AnsweredSet])[];

export type Answered = (typeof ANSWERED)[number];

function answeredIn(scope: MeasuredScope): readonly Answered[] {
  return scope === 'whole' ? ANSWERED : ANSWERED.filter(([learned]) => learned === 'synthetic');
}
export type LearnedFrom = Answered[0];

/** A site whose training rows with a label are fewer teaches nothing by itself. */
export const LEAST_OWN_ROWS = 30;

export function predictionLayout(dictionary: DataDictionary, scope: MeasuredScope): [string, VectorLayout][] {
  return dictionary.targets.flatMap(({ name }) =>
    answeredIn(scope).map((answered): [string, VectorLayout] => [
      predictionVector(name, answered),
      { kind: 'measure', length: HISTOGRAM_LENGTH, scale: MEASURE_UNITS },
    ]),
  );
}

export function predictionVector(target: string, [learned, answered]: Answered): string {
  return `utility/prediction/${target}/${learned}/${answered}`;
}

/**
 * Histograms of the answers of each target's forests about a site's rows. Fewer labelled rows than the minimum cell size
 * are not told of.
 * @param seed the site's own
 */
export function sumPredictions(
  plan: UtilityPlan,
  dictionary: DataDictionary,
  cohorts: UtilityCohorts,
  broadcast: BroadcastForests,
  seed: Seed,
  scope: MeasuredScope,
): [string, MeasureVector][] {
  return dictionary.targets.flatMap((target) => {
    const isAsked = plan.horizons[target.name] !== null;
    const forests = isAsked ? learnForests(dictionary, target, cohorts, broadcast, seed, scope) : NO_FORESTS;
    const horizon = plan.horizons[target.name] ?? undefined;
    return answeredIn(scope).map((answered): [string, MeasureVector] => {
      const [learned, set] = answered;
      const values = answer(dictionary, target, forests[learned], answeredRows(cohorts, set), horizon);
      return [predictionVector(target.name, answered), { kind: 'measure', scale: MEASURE_UNITS, values }];
    });
  });
}

type Forests = Record<LearnedFrom, RandomForest | undefined>;

const NO_FORESTS: Forests = { synthetic: undefined, independent: undefined, own: undefined };

/** None where nobody is asked. */
function learnForests(
  dictionary: DataDictionary,
  target: PredictionTarget,
  { training, heldOut }: UtilityCohorts,
  broadcast: BroadcastForests,
  seed: Seed,
  scope: MeasuredScope,
): Forests {
  if (training.rowCount + heldOut.rowCount === 0) return NO_FORESTS;
  if (scope === 'candidate') return { ...NO_FORESTS, synthetic: broadcast.of('synthetic', target) };
  const isOwnAsked = heldOut.rowCount > 0 && canTeach(dictionary, target, training);
  return {
    synthetic: broadcast.of('synthetic', target),
    independent: broadcast.of('independent', target),
    own: isOwnAsked ? growForest(dictionary, target, training, seed) : undefined,
  };
}

/** Enough rows, of both labels. */
function canTeach(dictionary: DataDictionary, target: PredictionTarget, training: Table): boolean {
  const { labels } = weighRows(dictionary, target, training, undefined);
  return labels.length >= LEAST_OWN_ROWS && labels.includes(0) && labels.includes(1);
}

function answer(
  dictionary: DataDictionary,
  target: PredictionTarget,
  forest: RandomForest | undefined,
  table: Table,
  horizon: HorizonWeights | undefined,
): Float64Array {
  const rows = weighRows(dictionary, target, table, horizon);
  if (forest === undefined || rows.rows.length < Math.max(1, dictionary.minimumCellSize)) {
    return new Float64Array(HISTOGRAM_LENGTH);
  }
  return answerHistogram(rows, answerTarget(dictionary, target, forest, table, rows));
}

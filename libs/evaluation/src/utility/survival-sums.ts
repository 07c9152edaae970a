import type { Seed } from '#random/random-stream';
import { concordance } from '#statistics/concordance';
import type { ContributionVector } from '#sums/contribution';
import type { VectorLayout } from '#sums/layout';
import type { DataDictionary } from '#tabular/dictionary';
import { binOf } from '#tabular/profile/grid';
import { type EndpointPlan, profilePlan } from '#tabular/profile/profile-plan';
import type { Table } from '#tabular/table';
import type { MeasuredScope } from '../summaries/measured-scope.ts';
import { MOST_ROWS, thinRows } from '../summaries/thin-rows.ts';
import { inWholeUnits, MEASURE_UNITS } from './measure-units.ts';
import { LEAST_OWN_ROWS } from './prediction-sums.ts';
import { RISK_INTERVALS } from './risk-intervals.ts';
import {
  followedRows,
  learnSurvival,
  linearPredictors,
  predictedSurvival,
  RISK_GROUPS,
  riskGroup,
  type SurvivalModel,
} from './survival-model.ts';
import { type AnsweredSet, answeredRows, type UtilityCohorts } from './utility-cohorts.ts';
import type { SurvivalPlan, UtilityPlan } from './utility-plan.ts';

/** Where a Cox model learnt, and for which rows it answers. */
export const RANKED = [
  ['synthetic', 'training'],
  ['synthetic', 'held-out'],
  ['own', 'held-out'],
] as const satisfies readonly (readonly [string, AnsweredSet])[];

export type Ranked = (typeof RANKED)[number];

function rankedIn(scope: MeasuredScope): readonly Ranked[] {
  return scope === 'whole' ? RANKED : RANKED.filter(([learned]) => learned === 'synthetic');
}

/**
 * What a Cox model's answers about rows add up to, in this order:
 * `risk`: rows by risk group, interval of time, censored or event;
 * `predicted`: per risk group Σ predicted survival at the horizon, then per risk group Σ linear predictor;
 * `pairs`: concordant, discordant and tied pairs of patients of one site, the variance of their concordance × pairs², and
 * the patients who are compared, censored and with an event; of at most 20,000 rows of a site.
 */
export const RANKED_SUMS = ['risk', 'predicted', 'pairs'] as const;
export type RankedSum = (typeof RANKED_SUMS)[number];

export function survivalLayout(dictionary: DataDictionary, scope: MeasuredScope): [string, VectorLayout][] {
  return dictionary.endpoints.flatMap(({ name }) =>
    rankedIn(scope).flatMap((ranked): [string, VectorLayout][] => [
      [survivalVector(name, ranked, 'risk'), { kind: 'count', length: RISK_GROUPS * RISK_INTERVALS * 2 }],
      [survivalVector(name, ranked, 'predicted'), { kind: 'measure', length: 2 * RISK_GROUPS, scale: MEASURE_UNITS }],
      [survivalVector(name, ranked, 'pairs'), { kind: 'count', length: 6 }],
    ]),
  );
}

export function survivalVector(endpoint: string, [learned, set]: Ranked, sum: RankedSum): string {
  return `utility/survival/${endpoint}/${learned}/${set}/${sum}`;
}

/**
 * Fewer patients with a known outcome than the minimum cell size are not told of. A site's own model is compared by its
 * pairs alone, unless the site is all there is: other sites' risk groups are others.
 */
export function sumSurvivalModels(
  plan: UtilityPlan,
  dictionary: DataDictionary,
  cohorts: UtilityCohorts,
  seed: Seed,
  scope: MeasuredScope,
): [string, ContributionVector][] {
  return profilePlan(dictionary).endpoints.flatMap((endpoint) => {
    const { model, horizon, intervals } = plan.survival[endpoint.name];
    const own = scope === 'whole' ? ownModel(dictionary, endpoint, cohorts, horizon, seed) : undefined;
    const models = { synthetic: model ?? undefined, own };
    return rankedIn(scope).flatMap((ranked) => {
      const [learned, set] = ranked;
      const sums = rank(dictionary, { ...endpoint, intervals }, models[learned], answeredRows(cohorts, set), seed);
      return toVectors(endpoint, ranked, learned === 'own' && plan.learnFromReal === 'sites' ? pairsOnly(sums) : sums);
    });
  });
}

interface RankedSums {
  readonly risk: Float64Array;
  readonly predicted: Float64Array;
  readonly pairs: Float64Array;
}

function toVectors(endpoint: EndpointPlan, ranked: Ranked, sums: RankedSums): [string, ContributionVector][] {
  const nameOf = (sum: RankedSum) => survivalVector(endpoint.name, ranked, sum);
  return [
    [nameOf('risk'), { kind: 'count', values: sums.risk }],
    [nameOf('predicted'), { kind: 'measure', scale: MEASURE_UNITS, values: sums.predicted }],
    [nameOf('pairs'), { kind: 'count', values: sums.pairs }],
  ];
}

/** Of a site's own training rows; undefined where there are few of them, or nobody to ask about. */
export function ownModel(
  dictionary: DataDictionary,
  endpoint: EndpointPlan,
  { training, heldOut }: Pick<UtilityCohorts, 'training' | 'heldOut'>,
  horizon: number | null,
  seed: Seed,
): SurvivalModel | undefined {
  if (heldOut.rowCount === 0 || followedRows(endpoint, training).rows.length < LEAST_OWN_ROWS) return undefined;
  return learnSurvival(dictionary, endpoint, thinRows(training, MOST_ROWS.synthetic, seed), horizon);
}

function rank(
  dictionary: DataDictionary,
  endpoint: EndpointPlan & Pick<SurvivalPlan, 'intervals'>,
  model: SurvivalModel | undefined,
  table: Table,
  seed: Seed,
): RankedSums {
  const sums = noSums();
  const followed = followedRows(endpoint, table);
  if (model === undefined || followed.rows.length < Math.max(1, dictionary.minimumCellSize)) return sums;
  const predictors = linearPredictors(dictionary, model, table, followed.rows);
  predictors.forEach((predictor, i) => {
    const group = riskGroup(model, predictor);
    const interval = endpoint.intervals[binOf(endpoint.grid, followed.times[i])];
    sums.risk[2 * (group * RISK_INTERVALS + interval) + followed.isEvent[i]]++;
    sums.predicted[group] += inWholeUnits(predictedSurvival(model, predictor));
    sums.predicted[RISK_GROUPS + group] += inWholeUnits(predictor);
  });
  return { ...sums, pairs: comparePairs(dictionary, endpoint, model, thinRows(table, MOST_ROWS.real, seed)) };
}

function comparePairs(
  dictionary: DataDictionary,
  endpoint: EndpointPlan,
  model: SurvivalModel,
  table: Table,
): Float64Array {
  const { rows, times, isEvent } = followedRows(endpoint, table);
  const scores = linearPredictors(dictionary, model, table, rows);
  const { concordant, discordant, tiedScores, standardError } = concordance({ times, isEvent, scores });
  const pairs = concordant + discordant + tiedScores;
  const variance = pairs > 0 ? Math.round((standardError * pairs) ** 2) : 0;
  const events = isEvent.reduce((sum, event) => sum + event, 0);
  return Float64Array.of(concordant, discordant, tiedScores, variance, isEvent.length - events, events);
}

function noSums(): RankedSums {
  return {
    risk: new Float64Array(RISK_GROUPS * RISK_INTERVALS * 2),
    predicted: new Float64Array(2 * RISK_GROUPS),
    pairs: new Float64Array(6),
  };
}

function pairsOnly({ risk, predicted, pairs }: RankedSums): RankedSums {
  return { risk: new Float64Array(risk.length), predicted: new Float64Array(predicted.length), pairs };
}

import { isSmallCount } from '#privacy/small-cells';
import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import { type EndpointPlan, profilePlan } from '#tabular/profile/profile-plan';
import type { Suppression } from '../scoring/suppression.ts';
import { readVector } from '../summaries/row-set-sums.ts';
import { type CalibrationPoint, calibrationPoints, overallCalibration } from './calibration.ts';
import { type Estimate, estimateOf, shareInterval } from './estimate.ts';
import { calibrationSlope, groupedConcordance, joinGroups, type RiskTable, riskTable, total } from './risk-table.ts';
import { type Ranked, survivalVector } from './survival-sums.ts';
import type { AnsweredSet, ToldRows } from './utility-cohorts.ts';
import type { UtilityPlan } from './utility-plan.ts';

/** How well Cox models of one endpoint rank real patients, and how well they are calibrated. */
export interface SurvivalModelFigures {
  readonly endpoint: string;
  readonly against: AnsweredSet;
  /** At which survival is predicted; null: there is none. */
  readonly horizon: number | null;
  /** Learnt from the synthetic cohort. */
  readonly value: RankingFigures | null;
  /** Learnt from all real training rows, asked about the held-out ones; in a pooled evaluation. */
  readonly ceiling: RankingFigures | null;
  /** Each site's model learnt from its own training rows, asked about what that site holds out; over sites. */
  readonly alone: Pick<RankingFigures, 'patients' | 'events' | 'concordanceWithinSites'> | null;
}

export interface RankingFigures {
  /** With a known outcome; null: would tell that of the few others. */
  readonly patients: number | null;
  readonly events: number;
  /**
   * Harrell's C over all pairs of patients; chance is 0.5. Exact in a pooled evaluation, else of 20 risk groups, see
   * `groupedConcordance`.
   */
  readonly concordance: Estimate | null;
  /** Harrell's C over the pairs of patients of one site: exact. */
  readonly concordanceWithinSites: Estimate | null;
  /** Of Cox regression on the linear predictor: 1 where risks differ as predicted, less where they differ less. */
  readonly calibrationSlope: Estimate | null;
  readonly overall: CalibrationPoint | null;
  /** By fifths of risk in the cohort that the model learnt from, the least first. */
  readonly fifths: readonly CalibrationPoint[];
}

export function survivalFigures(
  plan: UtilityPlan,
  dictionary: DataDictionary,
  sum: Sum,
  told: ToldRows,
): SurvivalModelFigures[] {
  return profilePlan(dictionary).endpoints.flatMap((endpoint) =>
    (['training', 'held-out'] as const).map((against) => figuresOf(plan, endpoint, against, sum, told)),
  );
}

function figuresOf(
  plan: UtilityPlan,
  endpoint: EndpointPlan,
  against: AnsweredSet,
  sum: Sum,
  { rows, suppression }: ToldRows,
): SurvivalModelFigures {
  const { horizon } = plan.survival[endpoint.name];
  const ranking = (ranked: Ranked) => rankingFigures(plan, endpoint, ranked, sum, { rows: rows[against], suppression });
  const isPooled = plan.learnFromReal === 'pooled';
  return {
    endpoint: endpoint.name,
    against,
    horizon,
    value: ranking(['synthetic', against]),
    ceiling: against === 'held-out' && isPooled ? ranking(['own', against]) : null,
    alone: against === 'held-out' && !isPooled ? aloneFigures(endpoint, sum, suppression) : null,
  };
}

function rankingFigures(
  plan: UtilityPlan,
  endpoint: EndpointPlan,
  ranked: Ranked,
  sum: Sum,
  { rows, suppression }: { readonly rows: number; readonly suppression: Suppression },
): RankingFigures | null {
  const { horizon, intervals } = plan.survival[endpoint.name];
  const table = riskTable(endpoint, intervals, ranked, sum);
  const all = joinGroups(table.groups);
  const told = toldPatients(total(all.censored), total(all.events), suppression);
  if (told === null) return null;
  const concordanceWithinSites = concordanceOfPairs(pairsOf(endpoint, ranked, sum));
  const isTelling = isSmallCount(rows - told.patients, suppression.minimumCellSize);
  const point = (own: CalibrationPoint) => (isTelling ? { ...own, patients: null } : own);
  return {
    ...told,
    ...(isTelling && { patients: null }),
    concordance: plan.learnFromReal === 'pooled' ? concordanceWithinSites : concordanceOf(table),
    concordanceWithinSites,
    calibrationSlope: slopeOf(table),
    overall: horizon === null ? null : point(overallCalibration(table, horizon, suppression)),
    fifths: horizon === null ? [] : calibrationPoints(table, horizon, suppression).map(point),
  };
}

function aloneFigures(endpoint: EndpointPlan, sum: Sum, suppression: Suppression): SurvivalModelFigures['alone'] {
  const all = pairsOf(endpoint, ['synthetic', 'held-out'], sum);
  const own = pairsOf(endpoint, ['own', 'held-out'], sum);
  // Patients of the sites that are left out follow from those of all and of the others.
  const leftOut = [all.censored - own.censored, all.events - own.events];
  if (leftOut.some((count) => isSmallCount(count, suppression.minimumCellSize))) return null;
  const told = toldPatients(own.censored, own.events, suppression);
  return told && { ...told, concordanceWithinSites: concordanceOfPairs(own) };
}

interface Pairs {
  readonly concordant: number;
  readonly discordant: number;
  readonly tied: number;
  /** Of the concordance, × (number of pairs)². */
  readonly variance: number;
  readonly censored: number;
  readonly events: number;
}

function pairsOf({ name }: EndpointPlan, ranked: Ranked, sum: Sum): Pairs {
  const vector = readVector(sum, survivalVector(name, ranked, 'pairs'));
  const [concordant, discordant, tied, variance, censored, events] = vector;
  return { concordant, discordant, tied, variance, censored, events };
}

/** Null for no patient, and for so few with or without an event that figures would tell of them. */
function toldPatients(
  censored: number,
  events: number,
  suppression: Suppression,
): { patients: number; events: number } | null {
  const isTold = suppression.releaseAll([censored, events]).every((count) => count !== null);
  return isTold && censored + events > 0 ? { patients: censored + events, events } : null;
}

function concordanceOf(table: RiskTable): Estimate | null {
  const { concordance, standardError } = groupedConcordance(table);
  return estimateOf(concordance, shareInterval(concordance, standardError));
}

/** Sites are strata whose variances add up, each with the square of its share of the pairs. */
function concordanceOfPairs({ concordant, discordant, tied, variance }: Pairs): Estimate | null {
  const pairs = concordant + discordant + tied;
  const value = (concordant + tied / 2) / pairs;
  return estimateOf(value, shareInterval(value, Math.sqrt(variance) / pairs));
}

function slopeOf(table: RiskTable): Estimate | null {
  const { estimate, lower, upper } = calibrationSlope(table);
  return estimateOf(estimate, [lower, upper]);
}

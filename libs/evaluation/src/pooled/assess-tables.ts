import { deriveSeed, type Seed } from '#random/random-stream';
import { exactSum } from '#sums/exact-sum';
import type { DataDictionary } from '#tabular/dictionary';
import { contributeProfile, profileLayout, readProfile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';
import type { Assessment } from '../assessment.ts';
import type { MetricMode } from '../metrics/metric-mode.ts';
import { HALVINGS, setsOfTables } from '../scoring/assessed-sets.ts';
import { drawsFor, floorCohorts } from '../scoring/floor-cohorts.ts';
import { referenceFigures } from '../scoring/round-references.ts';
import { type AssessmentBasis, assessSets } from '../scoring/score-assessment.ts';
import { allAtOnce } from '../steps.ts';
import { measurementLayout } from '../summaries/assess-layout.ts';
import { assessPlan } from '../summaries/assess-plan.ts';
import { assessedTables, type SiteRows } from '../summaries/assessed-tables.ts';
import { randomHalves } from '../summaries/half-pairs.ts';
import { prepareBroadcast } from '../summaries/prepared-broadcast.ts';
import { measureTables } from '../summaries/contribute-assessment.ts';

/** Of which progress tells: profile, measurements, comparisons. */
export const ASSESSMENT_STEPS = 3;

export interface PooledOptions {
  readonly seed: Seed;
  /** Default `correct`. */
  readonly mode?: MetricMode;
  /** Told of each step that is done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The assessment of a synthetic cohort by someone who has all real rows: what a study measures at its sites, measured as
 * at one site, and everything else from the rows themselves instead of sums in agreed bins.
 */
export function assessTables(
  dictionary: DataDictionary,
  rows: SiteRows,
  synthetic: Table,
  { seed, mode, onProgress = () => {} }: PooledOptions,
): Assessment {
  onProgress(0, ASSESSMENT_STEPS);
  const contribution = contributeProfile(dictionary, rows.training);
  const profile = readProfile(dictionary, exactSum(profileLayout(dictionary), new Map([['all', contribution]])));
  const plan = allAtOnce(
    assessPlan(dictionary, profile, synthetic, {
      seed: deriveSeed(seed, 'assess'),
      holdOut: heldOutShare(rows),
      mode,
      pooled: rows.training,
    }),
  );
  const broadcast = prepareBroadcast(plan, dictionary, synthetic);
  const tables = assessedTables(broadcast, dictionary, rows, seed);
  onProgress(1, ASSESSMENT_STEPS);
  const vectors = new Map(measureTables(broadcast, dictionary, tables, seed));
  onProgress(2, ASSESSMENT_STEPS);
  const rowCount = rows.training.rowCount + rows.heldOut.rowCount;
  const sum = exactSum(measurementLayout(dictionary), new Map([['all', { rowCount, vectors }]]));
  const sets = setsOfTables(dictionary, {
    ...tables,
    halvings: [
      { a: tables.halfA, b: tables.halfB },
      ...Array.from({ length: drawsFor(tables.training.rowCount, HALVINGS) - 1 }, (_, draw) =>
        randomHalves(tables.training, dictionary.minimumCellSize, deriveSeed(seed, 'halving', draw)),
      ),
    ],
    independents: [...floorCohorts(plan, dictionary, tables.independent)],
  });
  const references = allAtOnce(referenceFigures(dictionary, sets, plan.mode));
  const pooled = { training: tables.training, heldOut: tables.heldOut, seed };
  const basis: AssessmentBasis = { from: 'rows', sets, references, cohorts: tables, sum, pooled };
  const assessment = allAtOnce(assessSets(plan, dictionary, basis));
  onProgress(ASSESSMENT_STEPS, ASSESSMENT_STEPS);
  return assessment;
}

function heldOutShare({ training, heldOut }: SiteRows): number {
  return heldOut.rowCount / (training.rowCount + heldOut.rowCount);
}

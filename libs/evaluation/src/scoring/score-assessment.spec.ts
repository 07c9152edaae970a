import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exactSum } from '#sums/exact-sum';
import { contributeProfile, profileLayout, readProfile } from '#tabular/profile/profile';
import type { DataDictionary } from '#tabular/dictionary';
import { concatRows } from '#tabular/concat-rows';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { DICTIONARY, randomCohort, shard } from '../../testing/random-cohort.ts';
import type { Assessment, AssessmentScore } from '../assessment.ts';
import { scoreAlone } from '../../testing/score-alone.ts';
import { evaluatePooled } from './evaluate-pooled.ts';
import { buildReport } from '../report/build-report.ts';
import { renderHtml } from '../report/html/render-html.ts';
import { reportModelSchema } from '../report/report-model.ts';
import { simulatedReport } from '../report/testing/simulated-report.ts';
import { shuffleColumns } from '../metrics/shuffle-columns.ts';
import { allAtOnce } from '../steps.ts';
import { assessLayout } from '../summaries/assess-layout.ts';
import { assessPlan } from '../summaries/assess-plan.ts';
import type { SiteRows } from '../summaries/assessed-tables.ts';
import { prepareBroadcast } from '../summaries/prepared-broadcast.ts';
import { contributeAssessment } from '../summaries/contribute-assessment.ts';

describe('over sites', () => {
  const rows = { training: randomCohort(130, 'training'), heldOut: randomCohort(30, 'held-out') };
  const synthetic = randomCohort(60, 'synthetic');

  test('what a sum can express equals the pooled figure bit for bit, for 1 to 43 sites', () => {
    // What models say has a test of its own.
    const dictionary = { ...DICTIONARY, targets: [] };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 43 }), fc.string(), (siteCount, seed) => {
        const sites = shardRows(rows, siteCount, seed);
        const pooled = assess(dictionary, [poolContributed(sites)], synthetic, sites);
        expect(exactly(assess(dictionary, sites, synthetic))).toEqual(exactly(pooled));
      }),
      { numRuns: 10 },
    );
  });

  test('scores from sums are those of pooled rows, but for bins', () => {
    const training = randomCohort(800, 'training');
    const candidate = randomCohort(500, 'synthetic');
    const { scores } = assess(DICTIONARY, [{ training, heldOut: selectRows(training, []) }], candidate);
    const pooled = evaluatePooled(DICTIONARY, training, candidate);
    expect(valueOf(scores, 'ltc')).toBeCloseTo(pooled.ltc, 12);
    expect(valueOf(scores, 'association-retention')).toBeCloseTo(pooled.associationRetention, 12);
    expect(valueOf(scores, 'bsm')).toBeCloseTo(pooled.bsm, 2);
    expect(valueOf(scores, 'rsc')).toBeCloseTo(pooled.rsc, 1);
    expect(valueOf(scores, 'km-divergence')).toBeCloseTo(pooled.survival.OS.kmDivergence, 2);
    expect(valueOf(scores, 'optimism')).toBeCloseTo(pooled.survival.OS.optimism, 2);
  });
});

describe('what it tells', () => {
  const training = randomCohort(500, 'training');
  const heldOut = randomCohort(125, 'held-out');
  const like = assess(DICTIONARY, [{ training, heldOut }], randomCohort(500, 'another'));

  test('another cohort of the kind lies by the ceiling, shuffled columns lie by the floor', () => {
    const shuffled = assess(DICTIONARY, [{ training, heldOut }], shuffleColumns(training, 'seed'));
    for (const name of ['ltc', 'association-retention'] as const) {
      const { value, floor, ceiling } = scoreNamed(like.scores, name);
      const middle = (Number(floor) + Number(ceiling)) / 2;
      expect(value).toBeGreaterThan(middle);
      expect(valueOf(shuffled.scores, name)).toBeLessThan(middle);
    }
  });

  test('copies of training rows are found out', () => {
    const { privacy } = assess(DICTIONARY, [{ training, heldOut }], training);
    const { exactMatches, membership, leakage } = privacy.synthetic;
    expect(exactMatches).toEqual({ training: 500, heldOut: 0 });
    expect(membership.raw?.auc).toBeGreaterThan(0.95);
    expect(leakage?.lower).toBeGreaterThan(0.05);
    expect(like.privacy.synthetic.membership.raw?.auc).toBeCloseTo(0.5, 1);
    expect(like.privacy.synthetic.leakage?.coefficient).toBeCloseTo(0, 1);
  });

  test('real counts below the minimum cell size are left out, and counted', () => {
    const cells = [like.survival, like.distributions, like.constraints].map((part) => realNumbers(part)).flat();
    expect(cells.filter((cell) => cell !== null && cell > 0 && cell < DICTIONARY.minimumCellSize)).toEqual([]);
    // What models say has suppressed cells of its own.
    expect(like.suppressedCells).toBeGreaterThanOrEqual(
      cells.filter((cell) => cell === null).length + hiddenPairs(like),
    );
    expect(like.suppressedCells).toBeGreaterThan(0);
  });

  test('no curve is drawn from a handful of patients', () => {
    const few = { training, heldOut: randomCohort(4, 'few') };
    const { survival } = assess({ ...DICTIONARY, targets: [] }, [few], randomCohort(50, 'another'));
    expect(survival[0].cohorts.heldOut.points).toHaveLength(1);
    expect(survival[0].cohorts.heldOut.median).toBeNull();
    expect(survival[0].cohorts.training.points.length).toBeGreaterThan(50);
  });

  test('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(like))).toEqual(like);
  });
});

describe('few rows', () => {
  test.each([
    ['nothing held out', [40, 0, 20], [40, 0]],
    ['one held-out row', [40, 1, 20], [40, 0]],
    ['one training row', [1, 0, 20], [0, 0]],
    ['one row of each', [1, 1, 1], [0, 0]],
    ['few training, some held-out rows', [4, 9, 2], [0, 9]],
    ['five of each', [5, 5, 2], [5, 5]],
  ])('%s gives an assessment and a report of the rows that count', (_, [t, h, s], [training, heldOut]) => {
    const site = { training: randomCohort(t, 't'), heldOut: randomCohort(h, 'h') };
    const assessment = assess(DICTIONARY, [site], randomCohort(s, 's'));
    expect(assessment.rows).toEqual({ training, heldOut, synthetic: s });
    expect(assessment.scores.some(({ against }) => against === 'held-out')).toBe(heldOut > 0);
    expect(JSON.parse(JSON.stringify(assessment))).toEqual(assessment);
    const { about, study, sites } = simulatedReport();
    const report = buildReport({
      about,
      assessments: [{ id: 'synthetic', label: 'Synthetic', assessment }],
      study,
      sites,
    });
    expect(reportModelSchema.parse(report)).toEqual(report);
    expect(report.cohorts.some(({ role }) => role === 'held-out')).toBe(heldOut > 0);
    expect(String(renderHtml(report))).not.toMatch(/NaN|Infinity/);
  });

  test('a table of one categorical column gives an assessment', () => {
    const dictionary: DataDictionary = {
      ...DICTIONARY,
      fields: DICTIONARY.fields.slice(0, 1),
      endpoints: [],
      targets: [],
      constraints: [],
    };
    const table = (seed: string): Table => {
      const { rowCount, columns } = randomCohort(30, seed);
      return { rowCount, columns: new Map([...columns].slice(0, 1)) };
    };
    const { scores } = assess(dictionary, [{ training: table('t'), heldOut: table('h') }], table('s'));
    expect(valueOf(scores, 'rsc')).toBeGreaterThan(0.5);
    expect(valueOf(scores, 'bsm')).toBeNull();
    expect(valueOf(scores, 'ltc')).toBeNull();
  });
});

/** Sites by chance, those without a row left out. */
function shardRows({ training, heldOut }: SiteRows, siteCount: number, seed: string): SiteRows[] {
  const heldOutParts = shard(heldOut, siteCount, `${seed} held out`);
  return shard(training, siteCount, seed)
    .map((part, site) => ({ training: part, heldOut: heldOutParts[site] }))
    .filter((site) => site.training.rowCount + site.heldOut.rowCount > 0);
}

/** The rows that sites tell of, as if at one. */
function poolContributed(sites: readonly SiteRows[]): SiteRows {
  const pool = (tables: readonly Table[]) =>
    concatRows(tables.map((table) => (table.rowCount < DICTIONARY.minimumCellSize ? selectRows(table, []) : table)));
  return { training: pool(sites.map(({ training }) => training)), heldOut: pool(sites.map(({ heldOut }) => heldOut)) };
}

/** @param profiled the sites of the profile round */
function assess(
  dictionary: DataDictionary,
  sites: readonly SiteRows[],
  synthetic: Table,
  profiled: readonly SiteRows[] = sites,
): Assessment {
  const profiles = profiled
    .filter(({ training }) => training.rowCount > 0)
    .map(({ training }, i) => [`site ${i}`, contributeProfile(dictionary, training)] as const);
  const profile = readProfile(dictionary, exactSum(profileLayout(dictionary), new Map(profiles)));
  const plan = allAtOnce(assessPlan(dictionary, profile, synthetic, { seed: 'plan', holdOut: 0.2 }));
  const broadcast = prepareBroadcast(plan, dictionary, synthetic);
  const contributions = sites.map(
    (rows, i) => [`site ${i}`, contributeAssessment(broadcast, dictionary, rows, `site ${i}`)] as const,
  );
  return scoreAlone(plan, dictionary, exactSum(assessLayout(dictionary), new Map(contributions)), synthetic);
}

const MODEL_SCORES = new Set(['discriminator', 'k-means-coverage', 'concordance']);

/** All but what models say and what depends on how sites cut their own rows: halves, and parts of equal size. */
function exactly(assessment: Assessment) {
  const { rows, scores, distributions, survival, associations, constraints, privacy, inference } = assessment;
  const { exactMatches, membership, inference: inferred } = privacy.synthetic;
  return withoutCeilings({
    rows,
    scores: scores.filter(({ name }) => !MODEL_SCORES.has(name)),
    distributions,
    survival,
    associations,
    constraints,
    inference,
    exactMatches,
    membership,
    inferred,
    distances: privacy.distances.filter(({ to }) => to === 'synthetic'),
  });
}

function withoutCeilings(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, item: unknown) => (key.startsWith('ceiling') || key === 'halvings' ? undefined : item)),
  );
}

/** Pairs of markers that are suppressed although the counts of both markers aren't. */
function hiddenPairs({ coOccurrence }: Assessment): number {
  if (!coOccurrence) throw new Error('no columns of two states');
  const { training, heldOut } = coOccurrence;
  const hidden = (counts: typeof training) =>
    counts.flatMap((cells, a) =>
      cells.filter((both, b) => b < a && both === null && counts[a][a] !== null && counts[b][b] !== null),
    ).length;
  return hidden(training) + hidden(heldOut);
}

function scoreNamed(scores: readonly AssessmentScore[], name: AssessmentScore['name']): AssessmentScore {
  const score = scores.find((candidate) => candidate.name === name && candidate.against === 'training');
  if (!score) throw new Error(`no score ${name}`);
  return score;
}

function valueOf(scores: readonly AssessmentScore[], name: AssessmentScore['name']): number | null {
  return scoreNamed(scores, name).value;
}

/** Counts of real rows in a part of an assessment. */
function realNumbers(part: unknown): (number | null)[] {
  const found: (number | null)[] = [];
  const visit = (value: unknown, key: string, isReal: boolean): void => {
    if (Array.isArray(value)) value.forEach((item) => visit(item, key, isReal));
    else if (isReal && COUNTS.has(key) && (value === null || typeof value === 'number')) found.push(value);
    else if (value !== null && typeof value === 'object') {
      for (const [name, child] of Object.entries(value)) {
        const isCohort = ['training', 'heldOut', 'synthetic'].includes(name);
        const isCount = isCohort && key === 'violations';
        visit(child, isCount ? key : name, isCohort ? name !== 'synthetic' : isReal);
      }
    }
  };
  visit(part, '', false);
  return found;
}

const COUNTS = new Set(['counts', 'missing', 'events', 'atRisk', 'violations']);

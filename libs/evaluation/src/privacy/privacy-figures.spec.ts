import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exactSum } from '#sums/exact-sum';
import { concatRows } from '#tabular/concat-rows';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { DICTIONARY, randomCohort, shard } from '../../testing/random-cohort.ts';
import { allAtOnce } from '../steps.ts';
import { assessPlan } from '../summaries/assess-plan.ts';
import { independentCohort } from '../summaries/independent-cohort.ts';
import type { AttackFigure, PrivacyFigures } from './privacy-figure-types.ts';
import { privacyFigures } from './privacy-figures.ts';
import { privacyLayout } from './privacy-layout.ts';
import { sumPrivacy } from './privacy-sums.ts';

const MINIMUM = DICTIONARY.minimumCellSize;

interface SiteRows {
  readonly training: Table;
  readonly heldOut: Table;
}

describe('what a site tells', () => {
  const synthetic = randomCohort(60, 'synthetic');
  const profiled = randomCohort(200, 'profiled');

  test('is laid out as agreed, and nothing of it stays empty', () => {
    const told = tell(40, 12);
    const layout = new Map(privacyLayout(DICTIONARY));
    expect([...told.keys()]).toEqual([...layout.keys()]);
    for (const [name, values] of told) {
      expect(values.length).toBe(layout.get(name)?.length);
      expect(values.every((value) => Number.isSafeInteger(value) && value >= 0)).toBe(true);
      // No row is equal to another, and independent columns link few.
      if (!/exact-matches|linkability/.test(name))
        expect([name, values.some((value) => value > 0)]).toEqual([name, true]);
    }
  });

  test.each([
    ['held-out rows', 40, MINIMUM - 1, /held-out|closer|variances|ratio|singling-out|-to-training/],
    ['training rows', MINIMUM - 1, 20, /training|closer|variances|ratio|singling-out|naive|-to-held-out$/],
    ['either', MINIMUM - 1, MINIMUM - 1, /./],
  ])('holds nothing of %s fewer than the minimum cell size', (_, training, heldOut, hidden) => {
    for (const [name, values] of tell(training, heldOut)) {
      const isAboutRows = hidden.test(name.replace('privacy/', ''));
      if (isAboutRows) expect([name, values.every((value) => value === 0)]).toEqual([name, true]);
    }
  });

  test('holds no part of training rows that would be smaller than the minimum cell size', () => {
    expect(
      tell(4 * MINIMUM - 1, MINIMUM)
        .get('privacy/rows')
        ?.at(-1),
    ).toBe(0);
    expect(
      tell(4 * MINIMUM, MINIMUM)
        .get('privacy/rows')
        ?.at(-1),
    ).toBe(MINIMUM);
  });

  test('of a guess is no more than whether none, one or several rows match', () => {
    for (const [name, values] of tell(60, 15)) {
      if (/singling-out\/(uni|multi)/.test(name)) expect(values.every((count) => count <= 2)).toBe(true);
    }
  });

  test('is the same when told again', () => {
    expect(tell(30, 10)).toEqual(tell(30, 10));
  });

  function tell(training: number, heldOut: number): Map<string, Float64Array> {
    const plan = planOf(profiled, synthetic);
    const cohorts = {
      training: randomCohort(training, 'training'),
      heldOut: randomCohort(heldOut, 'held out'),
      synthetic,
      independent: independentCohort(DICTIONARY, plan.profile, synthetic.rowCount, plan.seed),
    };
    return new Map(sumPrivacy(plan, DICTIONARY, cohorts, 'site').map(([name, { values }]) => [name, values]));
  }
});

describe('over sites', () => {
  test('membership, linking, inference and exact matches are those of the pooled rows', () => {
    const rows = { training: randomCohort(130, 'training'), heldOut: randomCohort(40, 'held out') };
    const synthetic = concatRows([randomCohort(50, 'synthetic'), selectRows(rows.training, [...Array(9).keys()])]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.string(), (siteCount, seed) => {
        const sites = shardRows(rows, siteCount, seed);
        const pooled = poolTold(sites);
        const options = { profiled: rows.training };
        expect(exactly(assess(sites, synthetic, options))).toEqual(exactly(assess([pooled], synthetic, options)));
      }),
      { numRuns: 10 },
    );
  });

  test('a guess that one row of each of two sites matches singles out nobody', () => {
    // Half held out: the part that is searched is all training rows.
    const site = { training: randomCohort(60, 'training'), heldOut: randomCohort(60, 'held out') };
    const singledOut = (sites: readonly SiteRows[]) => {
      const { univariate, multivariate } = assess(sites, site.training, { holdOut: 0.5 }).synthetic.singlingOut;
      return [univariate.training?.successes, multivariate.training?.successes];
    };
    expect(singledOut([site])).not.toContain(0);
    expect(singledOut([site, site])).toEqual([0, 0]);
  });
});

describe('what it finds', () => {
  const training = randomCohort(400, 'training');
  const heldOut = randomCohort(100, 'held out');
  const fresh = assess([{ training, heldOut }], randomCohort(400, 'fresh'));
  const copied = assess([{ training, heldOut }], training);

  test('nothing in another cohort of the kind', () => {
    const { leakage, closerToTraining, membership, linkability, inference, exactMatches } = fresh.synthetic;
    expect(within(0, leakage)).toBe(true);
    expect(within(0.5, closerToTraining)).toBe(true);
    expect(within(0.5, membership.raw)).toBe(true);
    expect(within(0.5, membership.calibrated)).toBe(true);
    expect(exactMatches).toEqual({ training: 0, heldOut: 0 });
    for (const figure of [...linkability, inference.overall]) expect(figure.lower).toBe(0);
  });

  test('copies, by every measure', () => {
    const { leakage, closerToTraining, distanceRatio, membership, linkability, inference, exactMatches } =
      copied.synthetic;
    expect(leakage?.lower).toBeGreaterThan(0.05);
    expect(closerToTraining?.lower).toBeGreaterThan(0.5);
    expect(distanceRatio.training?.mean).toBeLessThan((distanceRatio.heldOut?.mean ?? 0) - 0.1);
    expect(membership.raw?.auc).toBeGreaterThan(0.95);
    expect(membership.calibrated?.lower).toBeGreaterThan(0.8);
    expect(membership.mostExposed?.auc).toBe(1);
    expect(membership.raw?.truePositiveRate).toBeGreaterThan(0.9);
    expect(exactMatches).toEqual({ training: 400, heldOut: 0 });
    expect(linkability[0].lower).toBeGreaterThan(0.3);
    expect(inference.overall.lower).toBeGreaterThan(0.9);
    expect(inference.columns).toHaveLength(5);
    expect(inference.columns[0].lower).toBeGreaterThan(0.9);
  });

  test('singling out by copies, where the copied rows are in the part that is searched', () => {
    const table = randomCohort(100, 'training');
    const half = { training: table, heldOut: randomCohort(100, 'held out') };
    const { univariate, multivariate } = assess([half], table, { holdOut: 0.5 }).synthetic.singlingOut;
    expect(univariate.lower).toBeGreaterThan(0.3);
    expect(multivariate.lower).toBeGreaterThan(0.5);
    expect(multivariate.training?.rate).toBe(1);
  });

  test('the floor beside it does not depend on the cohort', () => {
    const { leakage, membership, inference } = fresh.independent;
    expect(within(0, leakage)).toBe(true);
    expect(Math.abs(Number(membership.calibrated?.auc) - 0.5)).toBeLessThan(0.1);
    expect(inference.overall.isTooWeak).toBe(true);
    expect(copied.independent).toEqual(fresh.independent);
  });

  test('rates and the risk follow from the counts', () => {
    for (const figure of attacksOf(fresh)) {
      const { training: attack, control } = figure;
      if (attack?.successes != null) expect(attack.rate).toBeCloseTo(attack.successes / attack.attempts, 2);
      if (attack && control)
        expect(figure.risk === 0).toBe(attack.lower + attack.upper <= control.lower + control.upper);
    }
  });

  test('counts of few patients are held back, and their rates with them', () => {
    const few = attacksOf(fresh).flatMap(({ training: attack, control }) => [attack, control]);
    const told = few.flatMap((rate) =>
      rate?.successes == null ? [] : [rate.successes, rate.attempts - rate.successes],
    );
    expect(told.filter((count) => count > 0 && count < MINIMUM)).toEqual([]);
    const hidden = few.filter((rate) => rate?.rate === null);
    expect(hidden.length).toBeGreaterThan(0);
    expect(hidden.every((rate) => rate?.successes === null && rate.lower < rate.upper)).toBe(true);
  });

  test('is plain JSON', () => {
    for (const figures of [fresh, copied]) expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
  });
});

describe('few rows', () => {
  test.each([
    ['nothing held out', 40, 0, 20, 0],
    ['one held-out row', 40, 1, 20, 0.2],
    ['one row of each', 1, 1, 1, 0.2],
    ['five of each', 5, 5, 2, 0.5],
    ['no synthetic row', 40, 10, 0, 0.2],
    ['more parts than rows', 9, 9, 9, 0.05],
  ])('%s gives figures', (_, t, h, s, holdOut) => {
    const site = { training: randomCohort(t, 't'), heldOut: randomCohort(h, 'h') };
    const figures = assess([site], randomCohort(s, 's'), { holdOut });
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
    const isCompared = figures.rows.part > 0 && s > 0;
    expect(figures.synthetic.leakage !== null).toBe(isCompared);
    if (h < MINIMUM) expect(attacksOf(figures).every(({ risk }) => risk === null)).toBe(true);
  });

  test('a table of equal rows gives figures', () => {
    const same = (count: number) => selectRows(randomCohort(1, 'one'), new Int32Array(count));
    const { synthetic } = assess([{ training: same(40), heldOut: same(10) }], same(20));
    expect(synthetic.leakage).toBeNull();
    expect(synthetic.closerToTraining?.share).toBe(0.5);
    expect(synthetic.membership.raw?.auc).toBe(0.5);
    expect(synthetic.distanceRatio.training?.mean).toBe(1);
    expect(synthetic.inference.overall.training?.rate).toBe(1);
    expect(synthetic.exactMatches).toEqual({ training: 40, heldOut: 10 });
  });
});

function planOf(profiled: Table, synthetic: Table, holdOut = 0.2) {
  return allAtOnce(assessPlan(DICTIONARY, profileOf(DICTIONARY, [profiled]), synthetic, { seed: 'plan', holdOut }));
}

function assess(
  sites: readonly SiteRows[],
  synthetic: Table,
  options: { readonly holdOut?: number; readonly profiled?: Table } = {},
): PrivacyFigures {
  const profiled = options.profiled ?? concatRows(sites.map(({ training }) => training));
  const plan = planOf(profiled, synthetic, options.holdOut);
  const independent = independentCohort(DICTIONARY, plan.profile, synthetic.rowCount, plan.seed);
  const contributions = sites.map((rows, i) => {
    const vectors = new Map(sumPrivacy(plan, DICTIONARY, { ...rows, synthetic, independent }, `site ${i}`));
    return [`site ${i}`, { rowCount: rows.training.rowCount + rows.heldOut.rowCount, vectors }] as const;
  });
  const sum = exactSum(new Map(privacyLayout(DICTIONARY)), new Map(contributions));
  return privacyFigures(DICTIONARY, plan, sum);
}

/** All but what depends on how sites cut their own rows into parts. */
function exactly({ columns, rows, distances, synthetic, independent }: PrivacyFigures) {
  const exact = ({ exactMatches, membership, linkability, inference }: PrivacyFigures['synthetic']) => ({
    exactMatches,
    membership,
    linkability,
    inference,
  });
  return {
    columns,
    rows: { ...rows, part: 0 },
    distances: distances.filter(({ to }) => to === 'synthetic' || to === 'independent'),
    synthetic: exact(synthetic),
    independent: exact(independent),
  };
}

/** Sites by chance, those without a row left out. */
function shardRows({ training, heldOut }: SiteRows, siteCount: number, seed: string): SiteRows[] {
  const heldOutParts = shard(heldOut, siteCount, `${seed} held out`);
  return shard(training, siteCount, seed)
    .map((part, site) => ({ training: part, heldOut: heldOutParts[site] }))
    .filter((site) => site.training.rowCount + site.heldOut.rowCount > 0);
}

/** The rows that sites tell of, as if at one. */
function poolTold(sites: readonly SiteRows[]): SiteRows {
  const pool = (tables: readonly Table[]) =>
    concatRows(tables.map((table) => (table.rowCount < MINIMUM ? selectRows(table, []) : table)));
  return { training: pool(sites.map(({ training }) => training)), heldOut: pool(sites.map(({ heldOut }) => heldOut)) };
}

function attacksOf({ synthetic, independent }: PrivacyFigures): AttackFigure[] {
  return [synthetic, independent].flatMap(({ singlingOut, linkability, inference }) => [
    singlingOut.univariate,
    singlingOut.multivariate,
    ...singlingOut.byAttributes,
    ...linkability,
    inference.overall,
    ...inference.columns,
  ]);
}

function within(
  value: number,
  interval: { readonly lower: number | null; readonly upper: number | null } | null,
): boolean {
  return interval !== null && Number(interval.lower) <= value && value <= Number(interval.upper);
}

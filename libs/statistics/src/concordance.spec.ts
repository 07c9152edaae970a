import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture } from '../testing/fixtures.ts';
import { type FullSample, patients, replicated, sampleOf } from '../testing/survival-samples.ts';
import { concordance, type ScoredSample } from './concordance.ts';

interface ConcordanceFixture extends FullSample {
  readonly concordances: readonly {
    readonly strata: boolean;
    readonly counts: boolean;
    readonly concordant: number;
    readonly discordant: number;
    readonly tiedRisk: number;
    readonly concordance: number;
    readonly standardError: number;
  }[];
}

const fixture = readFixture<ConcordanceFixture>('cox');

describe('concordance', () => {
  test.each(fixture.concordances.map((expected) => [expected.strata, expected.counts, expected] as const))(
    'agrees with the oracle: strata %s, counts %s',
    (strata, counts, expected) => {
      const { times, isEvent, covariates } = fixture;
      const result = concordance({
        times,
        isEvent,
        scores: Array.from(covariates[0], (value, i) => 2 * value - covariates[2][i]),
        strata: strata ? fixture.strata : undefined,
        counts: counts ? fixture.counts : undefined,
      });
      expect([result.concordant, result.discordant, result.tiedScores]).toEqual([
        expected.concordant,
        expected.discordant,
        expected.tiedRisk,
      ]);
      expectClose([result.concordance, result.standardError], [expected.concordance, expected.standardError], 1e-12);
    },
  );

  test('counts what the tests of R’s survival counted by hand', () => {
    // tests/concordance2.R of therneau/survival: the maintained arm of aml with weights, greater x meaning longer survival.
    const result = concordance({
      times: [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161],
      isEvent: [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0],
      scores: [1, 6, 2, 7, 3, 7, 3, 8, 4, 4, 5].map((x) => -x),
      counts: [1, 2, 3, 2, 1, 2, 3, 4, 3, 2, 1],
    });
    expect([result.concordant, result.discordant, result.tiedScores]).toEqual([91, 70, 7]);
  });

  test('is what counting pair by pair gives, and replicate counts are as many rows', () => {
    fc.assert(
      fc.property(patients(1), (all) => {
        const counted = scored(sampleOf(all));
        const rows = scored(replicated(sampleOf(all)));
        const result = concordance(counted);
        const byRows = concordance(rows);
        expect([result.concordant, result.discordant, result.tiedScores]).toEqual(pairByPair(rows));
        expectClose([result.concordance, result.standardError], [byRows.concordance, byRows.standardError], 1e-11);
      }),
    );
  });

  test('opposite scores mirror it, and a growing function of the scores changes nothing', () => {
    fc.assert(
      fc.property(patients(1), (all) => {
        const sample = scored(sampleOf(all));
        const { concordance: share, standardError } = concordance(sample);
        const mirrored = concordance({ ...sample, scores: Array.from(sample.scores, (score) => -score) });
        expectClose([mirrored.concordance, mirrored.standardError], [1 - share, standardError], 1e-11);
        expect(concordance({ ...sample, scores: Array.from(sample.scores, Math.exp) })).toEqual(concordance(sample));
      }),
    );
  });

  test('many patients at once: perfect order is 1 without error, equal scores are ½', () => {
    const times = Float64Array.from({ length: 3000 }, (_, i) => i);
    const isEvent = times.map(() => 1);
    const perfect = concordance({ times, isEvent, scores: times.map((time) => -time) });
    expect(perfect).toEqual({
      concordance: 1,
      standardError: 0,
      concordant: (3000 * 2999) / 2,
      discordant: 0,
      tiedScores: 0,
    });
    expect(concordance({ times, isEvent, scores: isEvent }).concordance).toBe(0.5);
  });

  test('is not defined without comparable pairs', () => {
    const nothing = { concordance: Number.NaN, standardError: Number.NaN, concordant: 0, discordant: 0, tiedScores: 0 };
    expect(concordance({ times: [], isEvent: [], scores: [] })).toMatchObject({
      concordance: Number.NaN,
      concordant: 0,
    });
    expect(concordance({ times: [1], isEvent: [1], scores: [3] })).toEqual({ ...nothing });
    expect(concordance({ times: [1, 2], isEvent: [0, 0], scores: [3, 4] })).toEqual(nothing);
    expect(concordance({ times: [2, 2], isEvent: [1, 1], scores: [3, 4] })).toEqual(nothing);
    expect(concordance({ times: [2, 3], isEvent: [1, 1], scores: [3, 4], strata: [1, 2] })).toEqual(nothing);
  });
});

function scored({ times, isEvent, covariates, strata, counts }: FullSample): ScoredSample {
  return { times, isEvent, strata, counts, scores: covariates[0] ?? [] };
}

/** Concordant, discordant, tied; one row per patient. */
function pairByPair({ times, isEvent, scores, strata = [] }: ScoredSample): number[] {
  const kinds = [0, 0, 0];
  for (let i = 0; i < times.length; i++) {
    for (let j = 0; j < times.length; j++) {
      if (strata[i] !== strata[j] || !isEvent[i] || times[j] < times[i]) continue;
      if (times[j] === times[i] && isEvent[j]) continue;
      kinds[scores[i] > scores[j] ? 0 : scores[i] < scores[j] ? 1 : 2]++;
    }
  }
  return kinds;
}

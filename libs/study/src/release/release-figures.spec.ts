import { describe, expect, it } from '@jest/globals';
import type { Score, ScoreId } from '#evaluation/report/report-model';
import { figuresOf } from './release-figures.ts';

type Against = Score['against'];

/** A score of cohorts a and b between 0.6 and 0.8, unless other bounds are given. */
function score(
  id: ScoreId,
  against: Against,
  values: readonly (number | null)[],
  more: { subject?: string; floor?: number | null; ceiling?: number | null } = {},
): Score {
  const { subject, floor = 0.6, ceiling = 0.8 } = more;
  const cohorts = ['a', 'b'];
  return {
    id,
    label: id,
    against,
    ...(subject !== undefined && { subject }),
    values: cohorts.map((cohort, k) => ({ cohort, value: values[k], floor, ceiling })),
  };
}

const of = (name: Parameters<typeof figuresOf>[0], scores: readonly Score[]) => figuresOf(name, scores, ['a', 'b']);

describe('what models are compared by', () => {
  it('is by default the mean of rescaled LTC and association retention', () => {
    const [a, b] = of('associations', [
      score('ltc', 'held-out', [0.7, 0.78]),
      score('association-retention', 'held-out', [0.8, 0.5], { floor: 0.1, ceiling: 0.9 }),
    ]);
    expect(a).toBeCloseTo((0.5 + 0.875) / 2, 12);
    expect(b).toBeCloseTo((0.9 + 0.5) / 2, 12);
  });

  it('looks at held-out patients where these leave a way to choose by, and else at the training patients', () => {
    const training = score('ltc', 'training', [0.62, 0.64]);
    expect(of('ltc', [training, score('ltc', 'held-out', [0.7, 0.78])])[0]).toBeCloseTo(0.5, 12);
    for (const scores of [[training], [training, score('ltc', 'held-out', [0.7, 0.78], { ceiling: 0.64 })]]) {
      expect(of('ltc', scores)[1]).toBeCloseTo(0.2, 12);
    }
  });

  it('is at most 1, as another real cohort is as near as a cohort should come', () => {
    expect(of('ltc', [score('ltc', 'held-out', [0.9, 0.5])])).toEqual([1, expect.closeTo(-0.5, 12)]);
  });

  it('is not computed for a cohort that lacks a score which another has, nor where there is none', () => {
    const scores = [
      score('effect-agreement', 'training', [0.7, 0.7], { subject: 'OS' }),
      score('effect-agreement', 'training', [null, 0.8], { subject: 'EFS' }),
      score('effect-agreement', 'training', [null, null], { subject: 'CR' }),
    ];
    expect(of('effect-agreement', scores)).toEqual([null, expect.closeTo(0.75, 12)]);
    expect(of('associations', [])).toEqual([null, null]);
  });

  it('is for prediction the correlation above the floor, as there is no ceiling over sites', () => {
    const scores = ['CR', 'OS'].map((subject) =>
      score('prediction', 'held-out', [0.2, 0.4], { subject, floor: 0.1, ceiling: null }),
    );
    expect(of('prediction', scores)).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.3, 12)]);
  });
});

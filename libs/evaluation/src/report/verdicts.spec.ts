import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Score, ScoreId, Verdict, VerdictLevel } from './report-model.ts';
import { rescaled, verdicts } from './verdicts.ts';

/** Floors and ceilings against training rows, as measured on a public cohort of 1,167 patients. */
const REFERENCES: readonly (readonly [ScoreId, string | undefined, number, number])[] = [
  ['bsm', undefined, 1, 0.967],
  ['rsc', undefined, 1, 0.934],
  ['ltc', undefined, 0.598, 0.772],
  ['association-retention', undefined, 0.12, 0.9],
  ['km-divergence', 'OS', 0.848, 0.972],
  ['km-divergence', 'EFS', 0.893, 0.972],
  ['prediction', 'CR', -0.04, 0.24],
  ['prediction', '2-year OS', -0.07, 0.39],
];

function scoresOf(values: readonly (number | null)[], against: Score['against'] = 'training'): Score[] {
  return REFERENCES.map(([id, subject, floor, ceiling], index) => ({
    id,
    label: id,
    ...(subject !== undefined && { subject }),
    against,
    values: [{ cohort: 'synthetic', value: values[index], floor, ceiling }],
  }));
}

function levels(found: readonly Verdict[]): VerdictLevel[] {
  return found.map(({ level }) => level);
}

function judge(values: readonly (number | null)[], alarm = false): VerdictLevel[] {
  return levels(verdicts(scoresOf(values), 'synthetic', alarm));
}

const RANK: readonly VerdictLevel[] = ['not-assessed', 'not-supported', 'with-care', 'supported'];

describe('verdicts', () => {
  it('supports nothing for shuffled columns, although their single columns are perfect', () => {
    expect(judge([1, 1, 0.598, 0.12, 0.848, 0.893, -0.04, -0.07])).toEqual(new Array(5).fill('not-supported'));
  });

  it('supports nothing for an untrained generator', () => {
    expect(judge([0.632, 0.808, 0.612, 0.13, 0.735, 0.77, 0, 0])).toEqual(new Array(5).fill('not-supported'));
  });

  it('supports every use but the control arm for another real cohort', () => {
    const atCeiling = REFERENCES.map(([, , , ceiling]) => ceiling);
    expect(judge(atCeiling)).toEqual(['supported', 'supported', 'with-care', 'supported', 'supported']);
  });

  it('tells a good generator with weak prediction from a real cohort', () => {
    expect(judge([0.971, 0.972, 0.779, 0.9, 0.985, 0.988, 0.16, 0.32])).toEqual([
      'supported',
      'supported',
      'with-care',
      'with-care',
      'supported',
    ]);
  });

  it('never falls when a score rises', () => {
    const value = fc.double({ min: -0.2, max: 1, noNaN: true });
    const eight = fc.array(value, { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(eight, fc.nat({ max: 7 }), fc.double({ min: 0, max: 0.5, noNaN: true }), (values, which, rise) => {
        const before = judge(values);
        const after = judge(values.with(which, values[which] + rise));
        after.forEach((level, use) => expect(RANK.indexOf(level)).toBeGreaterThanOrEqual(RANK.indexOf(before[use])));
      }),
    );
  });

  it('takes no score that was not assessed for support', () => {
    const [, , , training] = verdicts(scoresOf([0.97, 0.93, 0.77, 0.9, 0.97, 0.97, null, null]), 'synthetic', false);
    expect(training.level).toBe('with-care');
    expect(training.reason).toContain('No reference to judge by: prediction.');
    const [, , , partly] = verdicts(scoresOf([0.97, 0.93, 0.77, 0.9, 0.97, 0.97, 0.2, null]), 'synthetic', false);
    expect(partly.reason).toContain('No reference to judge by: prediction, 2-year OS.');
    expect(judge(new Array(8).fill(null))).toEqual(new Array(5).fill('not-assessed'));
    expect(levels(verdicts([], 'synthetic', false))).toEqual(new Array(5).fill('not-assessed'));
  });

  it('prefers held-out figures, which calibration cannot have aimed at', () => {
    const training = scoresOf(REFERENCES.map(([, , , ceiling]) => ceiling));
    const heldOut = scoresOf([0.5, 0.5, 0.6, 0.2, 0.8, 0.8, 0, 0], 'held-out');
    expect(levels(verdicts([...training, ...heldOut], 'synthetic', false))).toEqual(new Array(5).fill('not-supported'));
    const unknown = heldOut.map((score) => ({
      ...score,
      values: score.values.map((entry) => ({ ...entry, ceiling: null })),
    }));
    expect(levels(verdicts([...training, ...unknown], 'synthetic', false))[0]).toBe('supported');
  });

  it('takes the agreement of effects into account where it was computed', () => {
    const others = scoresOf(REFERENCES.map(([, , , ceiling]) => ceiling));
    const agreement = (value: number): Score => ({
      id: 'effect-agreement',
      label: 'Agreement of effects',
      subject: 'OS',
      against: 'training',
      values: [{ cohort: 'synthetic', value, floor: 0.45, ceiling: 0.85 }],
    });
    const planning = (value: number) => verdicts([...others, agreement(value)], 'synthetic', false)[1];
    expect(planning(0.8).level).toBe('supported');
    expect(planning(0.65).level).toBe('with-care');
    expect(planning(0.5)).toMatchObject({
      level: 'not-supported',
      reason: 'Weakest: Agreement of effects, OS 0.500, 12 % of the way from floor to ceiling.',
    });
  });

  it('judges each cohort by its own figures', () => {
    const scores = scoresOf(REFERENCES.map(([, , , ceiling]) => ceiling)).map((score) => ({
      ...score,
      values: [...score.values, { cohort: 'other', value: 0.3, floor: 0.6, ceiling: 0.9 }],
    }));
    expect(levels(verdicts(scores, 'other', false))).toEqual(new Array(5).fill('not-supported'));
    expect(levels(verdicts(scores, 'synthetic', false))[0]).toBe('supported');
  });

  it('supports nothing while a privacy alarm stands', () => {
    const alarmed = verdicts(scoresOf(REFERENCES.map(([, , , ceiling]) => ceiling)), 'synthetic', true);
    expect(levels(alarmed)).toEqual(new Array(5).fill('not-supported'));
    expect(alarmed[0].sentence).toContain('privacy alarm');
  });

  it('states the figures and the thresholds behind each level', () => {
    const [describing] = verdicts(scoresOf([0.9, 0.93, 0.685, null, null, null, null, null]), 'synthetic', false);
    expect(describing.criteria.map(({ level }) => level)).toEqual(['with-care', 'supported', 'with-care']);
    expect(describing.criteria[2]).toMatchObject({ value: 0.685, scale: 'rescaled', supported: 0.6, withCare: 0.3 });
    expect(describing.criteria[2].measured).toBeCloseTo(0.5, 10);
    expect(describing.reason).toContain('Weakest: bsm 0.900, −0.067 from the ceiling.');
  });
});

describe('rescaled', () => {
  it('is 0 at the floor, 1 at the ceiling, undefined where there is no way between them', () => {
    expect(rescaled({ floor: 0.6, ceiling: 0.8, value: 0.6 })).toBe(0);
    expect(rescaled({ floor: 0.6, ceiling: 0.8, value: 0.8 })).toBe(1);
    expect(rescaled({ floor: 1, ceiling: 0.967, value: 0.98 })).toBeNull();
    expect(rescaled({ floor: null, ceiling: 0.8, value: 0.7 })).toBeNull();
  });
});

import { describe, expect, it } from '@jest/globals';
import type { SurvivalCurves } from '../report/report-model.ts';
import { cohortStyles } from './cohort-style.ts';
import { atRiskAt, kaplanMeierFigure, limitsAt, readingTimes, survivalAt } from './kaplan-meier-figure.ts';

const CURVES: SurvivalCurves = {
  endpoint: 'OS',
  title: 'Overall survival',
  unit: 'months',
  confidenceLevel: 0.95,
  curves: [
    {
      cohort: 'training',
      patients: 10,
      events: 2,
      median: null,
      medianInterval: [null, null],
      points: [
        { time: 0, survival: 1, lower: 1, upper: 1, atRisk: 10 },
        { time: 6, survival: 0.9, lower: 0.5, upper: 0.95, atRisk: 10 },
        { time: 12, survival: 0.8, lower: 0.4, upper: 0.9, atRisk: 8 },
        { time: 24, survival: 0.8, lower: 0.4, upper: 0.9, atRisk: 3 },
      ],
      truncated: false,
    },
    {
      cohort: 'synthetic',
      patients: 5,
      events: 0,
      median: null,
      medianInterval: [null, null],
      points: [
        { time: 0, survival: 1, atRisk: 5 },
        { time: 12, survival: 1, atRisk: 5 },
      ],
      truncated: true,
    },
  ],
};
const STYLES = cohortStyles([
  { id: 'training', label: 'Training', role: 'training', rows: 10 },
  { id: 'synthetic', label: 'Synthetic', role: 'synthetic', rows: 5 },
]);
const [TRAINING, SYNTHETIC] = CURVES.curves;

function draw(width = 640): string {
  return kaplanMeierFigure(CURVES, { id: 'km', width, styles: STYLES }).text;
}

describe('readings off a curve', () => {
  it('takes the last step at or before the time', () => {
    expect([0, 5.9, 6, 11, 12, 100].map((time) => survivalAt(TRAINING, time))).toEqual([1, 1, 0.9, 0.9, 0.8, 0.8]);
    expect(limitsAt(TRAINING, 7)).toEqual([0.5, 0.95]);
    expect(limitsAt(SYNTHETIC, 7)).toBeUndefined();
  });

  it('counts as at risk whoever is followed to the time; nobody after the last, unless the curve was cut', () => {
    expect([0, 6, 13, 24, 25].map((time) => atRiskAt(TRAINING, time))).toEqual([10, 10, 3, 3, 0]);
    expect(atRiskAt(SYNTHETIC, 13)).toBeNull();
  });

  it('reads months at whole years or half years, other units at round numbers', () => {
    expect(readingTimes(CURVES, 6)).toEqual([0, 6, 12, 18, 24]);
    expect(readingTimes(CURVES, 3)).toEqual([0, 12, 24]);
    expect(readingTimes({ ...CURVES, unit: 'days' }, 6)).toEqual([0, 5, 10, 15, 20]);
  });
});

describe('kaplanMeierFigure', () => {
  it('steps right-continuously: horizontal to the event, then down', () => {
    const path = /class="curve training" d="(M66 [^"]+)"/g;
    const steps = [...draw().matchAll(path)].map(([, d]) => d).find((d) => d.includes('V'));
    // x: 0 … 24 months on 66 … 626; y: 1 … 0 on 28 … 318.
    expect(steps).toBe('M66 28H206V57H346V86H626');
  });

  it('closes a band around curves with limits, and draws none around others', () => {
    const bands = [...draw().matchAll(/class="band (\w+)" d="([^"]+)"/g)];
    expect(bands).toHaveLength(1);
    expect(bands[0][1]).toBe('training');
    // Upper limits forwards, lower limits backwards.
    expect(bands[0][2]).toBe('M66 28H206V42.5H346V57H626V57V202H626V202H346V173H206V28H66Z');
  });

  it('says in words what it shows', () => {
    expect(draw()).toContain('<title id="km-t">Kaplan–Meier curves: Overall survival</title>');
    expect(draw()).toContain('Training: 90.0 % at 6, 80.0 % at 12, 80.0 % at 18, 80.0 % at 24 months.');
  });

  it('writes numbers at risk under the ticks, a dash where the curve was cut', () => {
    const risk = draw(340).split('Number at risk')[1];
    const numbers = [...risk.matchAll(/class="number"[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(numbers.slice(0, 5)).toEqual(['10', '10', '8', '3', '3']);
    expect(numbers.slice(5)).toEqual(['5', '5', '5', '–', '–']);
  });

  it('draws a cohort without any follow-up', () => {
    const empty = { ...CURVES, curves: [{ ...SYNTHETIC, points: [] }] };
    expect(kaplanMeierFigure(empty, { id: 'km', width: 640, styles: STYLES }).text).not.toContain('NaN');
  });
});

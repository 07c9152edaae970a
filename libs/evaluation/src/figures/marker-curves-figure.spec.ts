import { describe, expect, it } from '@jest/globals';
import type { MarkerCurve, MarkerCurves } from '../inference/inference-figures.ts';
import { markerCurvesFigure } from './marker-curves-figure.ts';

const STYLES = {
  training: { label: 'Training', className: 'training' },
  synthetic: { label: 'Synthetic', className: 'syn1' },
};

function curve(cohort: MarkerCurve['cohort'], withState: boolean, points: MarkerCurve['points']): MarkerCurve {
  return { cohort, withState, patients: points[0]?.atRisk ?? null, points };
}

function draw(curves: MarkerCurve[], unit = 'months'): string {
  const own: MarkerCurves = { endpoint: 'OS', field: 'npm1', state: '1', unit, curves };
  return markerCurvesFigure(own, { id: 'm', name: 'NPM1', styles: STYLES }).text;
}

const WITH = curve('training', true, [
  { time: 0, survival: 1, atRisk: 20 },
  { time: 12, survival: 0.5, atRisk: 20 },
  { time: 24, survival: 0.25, atRisk: null },
]);
const WITHOUT = curve('synthetic', false, [
  { time: 0, survival: 1, atRisk: 9 },
  { time: 24, survival: 1, atRisk: 3 },
]);

describe('markerCurvesFigure', () => {
  it('draws rows with the state thick, rows without it thin, in the cohorts’ own styles', () => {
    const svg = draw([WITH, WITHOUT]);
    // x: 0 … 24 months on 62 … 290; y: 1 … 0 on 6 … 138.
    expect(svg).toContain('<path class="curve training" d="M62 6H62V6H176V72H290V105"/>');
    expect(svg).toContain('<path class="curve syn1 thin" d="M62 6H62V6H290V6"/>');
    expect(svg).toContain('OS, %');
    expect(svg).toContain('Time, months');
  });

  it('counts at risk, with a dash where few training patients remain', () => {
    const risk = draw([WITH, WITHOUT]).split('At risk')[1];
    const numbers = [...risk.matchAll(/class="number"[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(numbers).toEqual(['20', '20', '20', '–', '–', '9', '3', '3', '3', '3']);
  });

  it('says in words how the curves stand at mid-time', () => {
    expect(draw([WITH, WITHOUT])).toContain(
      'Training with: 50.0 % at 12 months. Synthetic without: 100.0 % at 12 months.',
    );
  });

  it('survives curves without a point', () => {
    expect(draw([curve('training', true, [])], '')).not.toMatch(/NaN|undefined|Infinity/);
    expect(draw([])).not.toMatch(/NaN|undefined|Infinity/);
  });
});

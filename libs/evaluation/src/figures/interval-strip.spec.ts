import { describe, expect, it } from '@jest/globals';
import { calibrationFigure } from './calibration-figure.ts';
import { intervalStrip } from './interval-strip.ts';

const AXIS = { low: 0.4, high: 0.9, line: 0.5 };

function paths(svg: string, className: string): string[] {
  return [...svg.matchAll(/<path class="([^"]*)" d="([^"]*)"/g)]
    .filter(([, own]) => own === className)
    .map(([, , d]) => d);
}

describe('intervalStrip', () => {
  it('places value, interval and chance on a linear axis', () => {
    // 0.4 … 0.9 on 6 … 194.
    const svg = intervalStrip('AUROC 0.650', { className: 'syn1', value: 0.65, interval: [0.5, 0.8] }, AXIS).text;
    expect(paths(svg, 'mark syn1')).toEqual(['M100 7h.01']);
    expect(paths(svg, 'interval-line syn1')).toEqual(['M43.6 7H156.4']);
    expect(paths(svg, 'limit')).toEqual(['M43.6 0V14']);
    expect(svg).toContain('<title>AUROC 0.650</title>');
  });

  it('cuts what lies beyond the axis and leaves out a mark there', () => {
    const svg = intervalStrip('', { className: 'syn1', value: 0.3, interval: [0.2, 0.5] }, AXIS).text;
    expect(paths(svg, 'mark syn1')).toEqual([]);
    expect(paths(svg, 'interval-line syn1')).toEqual(['M6 7H43.6']);
    expect(intervalStrip('', { className: 'syn1', value: 0.5, interval: null }, AXIS).text).not.toContain(
      'interval-line',
    );
  });
});

describe('calibrationFigure', () => {
  const style = { label: 'Synthetic', className: 'syn1' };
  const points = [
    { predicted: 0.5, observed: { value: 1, interval: [0.5, 1] as const } },
    { predicted: 0, observed: { value: 0, interval: null } },
    { predicted: null, observed: { value: 0.1, interval: null } },
    { predicted: 0.1, observed: null },
  ];
  const svg = calibrationFigure('OS at 24', [{ style, points }], 'c').text;

  it('puts observed over predicted, and leaves out what is suppressed', () => {
    // 0 … 1 on 48 … 250 and on 190 … 8.
    expect(paths(svg, 'mark syn1')).toEqual(['M149 8h.01', 'M48 190h.01']);
    expect(paths(svg, 'interval-line syn1')).toEqual(['M149 99V8']);
    expect(paths(svg, 'diagonal')).toEqual(['M48 190L250 8']);
  });

  it('says in words what it shows', () => {
    expect(svg).toContain('Synthetic: predicted 50 %, observed 100 %; predicted 0 %, observed 0 %.');
    expect(calibrationFigure('x', [{ style, points: [] }], 'c').text).toContain('Synthetic: none.');
  });
});

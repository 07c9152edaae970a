import { describe, expect, it } from '@jest/globals';
import type { CategoricalDistribution, NumericDistribution } from '../report/report-model.ts';
import { formatPercent } from '../report/number-format.ts';
import { barFigure } from './bar-figure.ts';
import { cohortStyles } from './cohort-style.ts';
import { dotFigure } from './dot-figure.ts';
import { fitText, textWidth } from './figure.ts';
import { histogramFigure } from './histogram-figure.ts';
import { scoreScaleFigure } from './score-scale-figure.ts';

const STYLES = cohortStyles([
  { id: 'training', label: 'Training', role: 'training', rows: 10 },
  { id: 'synthetic', label: 'Synthetic', role: 'synthetic', rows: 10 },
]);

function numeric(edges: readonly number[], shares: readonly (number | null)[]): NumericDistribution {
  const summary = { missing: 0.1, mean: 5, standardDeviation: 2, median: 4 };
  return {
    kind: 'numeric',
    field: 'wbc',
    title: 'White blood cells',
    unit: '10⁹/l',
    series: [{ cohort: 'training', edges: [...edges], shares: [...shares], ...summary }],
  };
}

describe('histogramFigure', () => {
  it('draws density, so that a bin twice as wide is half as high', () => {
    const svg = histogramFigure(numeric([0, 1, 3], [0.5, 0.5]), 'h', STYLES).text;
    // x: 0 … 3 on 38 … 232; y: the highest density at 8, its half at 56, the axis at 104.
    expect(svg).toContain('d="M38 104V8H102.7V56H232V104"');
    expect(svg).toContain('% per 10⁹/l');
  });

  it('takes a logarithmic axis for bins that grow with the value', () => {
    const edges = Array.from({ length: 13 }, (_, bin) => 2 ** (bin - 3));
    const svg = histogramFigure(numeric(edges, new Array(12).fill(1 / 12)), 'h', STYLES).text;
    expect(svg).toContain('% per doubling');
    expect(/class="histogram training" d="([^"]*)"/.exec(svg)?.[1].match(/V8H/g)).toHaveLength(12);
  });

  it('keeps a linear axis for bins even on a square-root scale', () => {
    const edges = Array.from({ length: 13 }, (_, bin) => bin ** 2);
    expect(histogramFigure(numeric(edges, new Array(12).fill(1 / 12)), 'h', STYLES).text).not.toContain('doubling');
  });

  it('takes a logarithmic axis for a long tail, unless much lies at 0', () => {
    const edges = [0.5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 300, 1000];
    const shares = [0.3, 0.3, ...new Array(9).fill(0.04), 0.04];
    const isLogarithmic = (own: readonly number[], of: readonly number[] = shares): boolean =>
      histogramFigure(numeric(own, of), 'h', STYLES).text.includes('% per doubling');
    expect(isLogarithmic(edges)).toBe(true);
    expect(isLogarithmic([0, ...edges.slice(1)])).toBe(false);
    expect(isLogarithmic([0, ...edges.slice(1)], [0.04, 0.56, ...shares.slice(2)])).toBe(true);
    expect(isLogarithmic([-5, 0, ...edges.slice(2)])).toBe(false);
    expect(isLogarithmic(edges, new Array(12).fill(1 / 12))).toBe(true);
    expect(isLogarithmic(edges.slice(0, 11), shares.slice(0, 10))).toBe(false);
  });

  it('ends where 99.5 % of the values are, and survives suppressed bins', () => {
    const svg = histogramFigure(numeric([0, 10, 20, 1000], [0.6, 0.4, null]), 'h', STYLES).text;
    expect(svg).toContain('H232V104"');
    expect(svg).not.toMatch(/NaN|1,000/);
    expect(svg).toContain('<desc id="h-d">Training: median 4.00 10⁹/l, missing 10.0 %.</desc>');
  });
});

describe('barFigure', () => {
  const distribution: CategoricalDistribution = {
    kind: 'categorical',
    field: 'ecog',
    states: ['0', '1 & more'],
    series: [
      { cohort: 'training', shares: [0.5, null], missing: 0.1 },
      { cohort: 'synthetic', shares: [0.25, 0.75], missing: 0 },
    ],
  };

  it('gives every state a bar for each cohort, and missing values a row where there are any', () => {
    const svg = barFigure(distribution, 'b', STYLES).text;
    expect(svg.match(/<rect/g)).toHaveLength(6);
    expect([...svg.matchAll(/class="number"[^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual([
      '50.0',
      '25.0',
      '–',
      '75.0',
      '10.0',
      '0.0',
    ]);
    expect(svg).toContain('Training: 0 50.0 %, 1 &amp; more –, missing 10.0 %.');
  });

  it('has no row for missing values where there are none', () => {
    const complete = { ...distribution, series: distribution.series.map((own) => ({ ...own, missing: 0 })) };
    expect(barFigure(complete, 'b', STYLES).text.match(/<rect/g)).toHaveLength(4);
  });
});

describe('dotFigure', () => {
  it('places shares on a common axis and leaves out what is suppressed', () => {
    const [training, synthetic] = [...STYLES.values()];
    const both = [
      { style: training, value: 0.25 },
      { style: synthetic, value: 0.5 },
    ];
    const axis = { low: 0, high: 0.5, format: formatPercent };
    const marks = (svg: string) =>
      [...svg.matchAll(/class="mark (\w+)" d="M([\d.]+) /g)].map(([, own, x]) => [own, Number(x)]);
    expect(marks(dotFigure('NPM1', both, axis).text)).toEqual([
      ['training', 100],
      ['syn1', 194],
    ]);
    const one = dotFigure('NPM1', [{ ...both[0], value: null }, both[1]], axis).text;
    expect(marks(one)).toHaveLength(1);
    expect(one).toContain('<title>NPM1: Training –, Synthetic 50.0 %</title>');
    expect(marks(dotFigure('SMD', [{ ...both[0], value: -9 }], { ...axis, low: -1, lines: [0] }).text)).toEqual([
      ['training', 6],
    ]);
  });
});

describe('scoreScaleFigure', () => {
  it('marks floor, ceiling and value, and leaves out what is not known', () => {
    const score = {
      id: 'ltc',
      label: 'LTC',
      against: 'training',
      values: [{ cohort: 'synthetic', value: 0.5, floor: 0, ceiling: 1 }],
    } as const;
    const known = scoreScaleFigure([{ ...score, values: [...score.values] }], 's', STYLES).text;
    expect(known).toContain('class="floor" d="M8 ');
    expect(known).toContain('class="ceiling" d="M368 ');
    expect(known).toContain('class="mark syn1" d="M188 ');
    expect(known).toContain('LTC: Synthetic 0.500; floor 0.000, ceiling 1.000.');
    const unknown = scoreScaleFigure(
      [{ ...score, values: [{ cohort: 'synthetic', value: null, floor: null, ceiling: 1 }] }],
      's',
      STYLES,
    ).text;
    expect(unknown).not.toMatch(/class="floor"|class="span"|class="mark|NaN|null/);
  });
});

describe('fitText', () => {
  it('shortens to the width, keeping whole characters', () => {
    expect(fitText('short', 10, 100)).toBe('short');
    const fitted = fitText('a very long label 🧬🧬🧬🧬🧬🧬🧬🧬', 10, 60);
    expect(fitted.endsWith('…')).toBe(true);
    expect(textWidth(fitted, 10)).toBeLessThanOrEqual(60);
    expect(fitted.isWellFormed()).toBe(true);
  });
});

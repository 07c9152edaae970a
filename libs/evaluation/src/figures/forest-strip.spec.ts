import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forestAxis, forestStrip, forestTicks } from './forest-strip.ts';

const REAL = { label: 'Training', className: 'training' };
const SYNTHETIC = { label: 'Synthetic', className: 'syn1' };
const effect = (lower: number, ratio: number, upper: number) => ({ lower, ratio, upper });
const WIDE = { least: -2, greatest: 2 };

function draw(...effects: (ReturnType<typeof effect> | null)[]): string {
  const intervals = effects.map((own, index) => ({
    style: index === 0 ? REAL : SYNTHETIC,
    effect: own,
    words: own ? `${own.ratio}` : 'no estimate',
  }));
  return forestStrip('NPM1', intervals, WIDE).text;
}

function lines(svg: string): (string | undefined)[] {
  return [...svg.matchAll(/class="interval-line \w+" d="([^"]*)"/g)].map(([, path]) => path);
}

describe('forestStrip', () => {
  it('places limits and estimate on a logarithmic axis, a lane for each cohort', () => {
    const svg = draw(effect(0.5, 1, 2), effect(0.25, 0.5, 4));
    // 1/4 … 4 on 6 … 194: 47 units a doubling.
    expect(lines(svg)).toEqual(['M53 7H147', 'M6 14H194']);
    expect(svg).toContain('class="mark training" d="M100 7h.01"');
    expect(svg).toContain('class="mark syn1" d="M53 14h.01"');
    expect(svg).toContain('<title>NPM1: Training 1; Synthetic 0.5</title>');
  });

  it('clips what goes beyond the axis, with arrows, and leaves out marks that would be in the wrong place', () => {
    const svg = draw(effect(0.01, 1, 100), effect(5, 9, 20));
    expect(lines(svg)).toEqual(['M6 7H194M10 4L6 7L10 10M190 4L194 7L190 10', 'M194 14H194M190 11L194 14L190 17']);
    expect(svg).not.toContain('class="mark syn1"');
  });

  it('leaves a lane empty where there is no estimate', () => {
    const svg = draw(null, effect(0.5, 1, 2));
    expect(lines(svg)).toEqual(['M53 14H147']);
    expect(svg).toContain('Training no estimate');
  });

  it('never leaves the strip nor writes what is no number', () => {
    const ratios = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(ratios, { minLength: 1, maxLength: 5 }), (all) => {
        const effects = all.map((own) => own.toSorted((a, b) => a - b)).map(([a, b, c]) => effect(a, b, c));
        const axis = forestAxis(effects);
        const svg = forestStrip('x', [{ style: REAL, effect: effects[0], words: '' }], axis).text;
        expect(svg).not.toMatch(/NaN|Infinity/);
        const numbers = lines(svg).flatMap((path) => (path ?? '').match(/[\d.-]+(?= )|(?<=H)[\d.-]+/g) ?? []);
        for (const x of numbers.map(Number)) expect(x >= 0 && x <= 200).toBe(true);
        expect(axis.greatest - axis.least).toBeGreaterThanOrEqual(2);
        expect(axis.least >= -4 && axis.greatest <= 4).toBe(true);
      }),
    );
  });
});

describe('forestAxis', () => {
  it('reaches from 1/2 to 2 at least, and as far as the estimates do', () => {
    expect(forestAxis([])).toEqual({ least: -1, greatest: 1 });
    expect(forestAxis([effect(0.9, 1, 1.1)])).toEqual({ least: -1, greatest: 1 });
    expect(forestAxis([effect(0.2, 0.3, 0.4), effect(1, 5, 7)])).toEqual({ least: -3, greatest: 3 });
  });

  it('is not stretched by a few wide intervals, nor by estimates out of sight', () => {
    const many = Array.from({ length: 40 }, () => effect(0.6, 1, 1.6));
    expect(forestAxis([...many, effect(1e-9, 1, 1e9)])).toEqual({ least: -1, greatest: 1 });
    expect(forestAxis([...many, effect(1e8, 1e9, 1e10)])).toEqual({ least: -1, greatest: 4 });
  });

  it('is labelled with powers of 2, every other one where it is long', () => {
    expect(forestTicks({ least: -2, greatest: 1 })).toEqual(['0.25', '0.5', '1', '2']);
    expect(forestTicks({ least: -3, greatest: 2 })).toEqual(['', '0.25', '', '1', '', '4']);
  });
});

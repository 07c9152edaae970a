import { describe, expect, it } from '@jest/globals';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFixed,
  formatInstant,
  formatMeasure,
  formatP,
  formatPercent,
  formatRatio,
  formatScore,
  formatSigned,
  formatSpan,
} from './number-format.ts';

describe('number format', () => {
  it('rounds scores to three decimals with a true minus sign', () => {
    expect([0.97149, -0.04, 1, null, undefined, NaN].map(formatScore)).toEqual([
      '0.971',
      '−0.040',
      '1.000',
      '–',
      '–',
      '–',
    ]);
  });

  it('never writes a negative zero', () => {
    expect(formatFixed(-0.0001, 2)).toBe('0.00');
    expect(formatSigned(-0.0001, 2)).toBe('0.00');
    expect(formatPercent(-0.00001)).toBe('0.0 %');
  });

  it('marks the sign of differences', () => {
    expect([0.012, -0.004, 0, 0.0001].map((value) => formatSigned(value, 3))).toEqual([
      '+0.012',
      '−0.004',
      '0.000',
      '0.000',
    ]);
  });

  it('groups counts', () => {
    expect([0, 999, 1167, 40_845_000].map(formatCount)).toEqual(['0', '999', '1,167', '40,845,000']);
  });

  it('does not round a small share to nothing', () => {
    expect([0, 0.0003, 0.0006, 0.372, 1].map((value) => formatPercent(value))).toEqual([
      '0.0 %',
      '<0.1 %',
      '0.1 %',
      '37.2 %',
      '100.0 %',
    ]);
  });

  it('gives measures three significant digits', () => {
    expect([0, 0.01234, 9.222, 51.68, 532.7, 1234.5, -0.5, 2e-7].map(formatMeasure)).toEqual([
      '0',
      '0.0123',
      '9.22',
      '51.7',
      '533',
      '1,235',
      '−0.500',
      '2.00e-7',
    ]);
  });

  it('writes p-values with three decimals', () => {
    expect([0.0587, 0.00099, 0.001, 0.9999, 0, null].map(formatP)).toEqual([
      '0.059',
      '<0.001',
      '0.001',
      '1.000',
      '<0.001',
      '–',
    ]);
  });

  it('writes ratios with three significant digits, two decimals at most', () => {
    expect([0.613, 1, 9.994, 9.996, 12.34, 99.96, 1e6, 0.0004, Infinity, null].map(formatRatio)).toEqual([
      '0.61',
      '1.00',
      '9.99',
      '10.0',
      '12.3',
      '100',
      '>999',
      '<0.01',
      '>999',
      '–',
    ]);
  });

  it('joins values that read alike', () => {
    expect(formatSpan([0.5611, 0.5614], formatScore)).toBe('0.561');
    expect(formatSpan([0.563, null, 0.561], formatScore)).toBe('0.561–0.563');
    expect(formatSpan([-0.044, -0.072], formatScore)).toBe('−0.072 to −0.044');
    expect(formatSpan([null], formatScore)).toBe('–');
  });

  it('writes sizes, spans and instants', () => {
    expect([0, 1, 812, 24_816, 41_761_320, 999_499, 999_600, 1e13].map(formatBytes)).toEqual([
      '0 bytes',
      '1 byte',
      '812 bytes',
      '24.8 kB',
      '41.8 MB',
      '999 kB',
      '1.0 MB',
      '10.0 TB',
    ]);
    expect([-3, 45, 200, 7500].map(formatDuration)).toEqual(['0 s', '45 s', '3 min 20 s', '2 h 5 min']);
    expect(formatInstant('2026-01-05T09:33:20.000Z')).toBe('2026-01-05 09:33 UTC');
  });
});

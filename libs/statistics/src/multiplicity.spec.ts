import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { benjaminiHochberg, holm } from './multiplicity.ts';

const { multiplicity } = readHypothesisTests();
const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

describe.each([
  ['holm', holm],
  ['benjaminiHochberg', benjaminiHochberg],
] as const)('%s', (name, adjust) => {
  test.each(multiplicity)('$pValues as statsmodels has it', (oracle) => {
    adjust(oracle.pValues).forEach((value, i) => expect(value).toBeCloseTo(oracle[name][i], 14));
  });

  test('keeps the order, never falls below p, and stays in [0, 1]', () => {
    fc.assert(
      fc.property(pValues, (raw) => {
        const adjusted = adjust(raw);
        raw.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          raw.forEach((q, j) => {
            if (p <= q) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]);
          });
        });
      }),
    );
  });

  test('tests without a p value do not count', () => {
    fc.assert(
      fc.property(pValues, (raw) => {
        const adjusted = adjust([Number.NaN, ...raw, Number.NaN]);
        expect(adjusted[0]).toBeNaN();
        expect(Array.from(adjusted.slice(1, -1))).toEqual(Array.from(adjust(raw)));
      }),
    );
    expect(Array.from(adjust([]))).toEqual([]);
    expect(Array.from(adjust([0.03]))).toEqual([0.03]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { systematicCounts } from '../../columns/told-counts.ts';
import { spreadBins } from './told-flow.ts';

const counts = fc.array(fc.nat(40), { minLength: 1, maxLength: 60 });

function total(bins: Float64Array): number {
  return bins.reduce((sum, rows) => sum + rows, 0);
}

describe('spread bins', () => {
  it('keep what is told, evenly between the bins that tell', () => {
    expect([...spreadBins(Float64Array.of(0, 0, 5, 0, 0, 0, 0), 5)]).toEqual([0, 0, 5, 0, 0, 0, 0]);
    expect([...spreadBins(Float64Array.of(5, 10, 15), 5)]).toEqual([5, 10, 15]);
    // Half of the 4 at each end goes outwards, 4 between them.
    const spread = spreadBins(Float64Array.of(0, 0, 4, 0, 4, 0, 0), 4);
    expect([...spread]).toEqual([0, 1, 2, 2, 2, 1, 0]);
  });

  it('have the total, nothing below 0, and are near the bins that are told of', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 20 }), (rows, minimum) => {
        const told = systematicCounts(rows, minimum, 1 / 2);
        const spread = spreadBins(told, minimum);
        expect(total(spread)).toBeCloseTo(total(told), 9);
        expect(spread.every((count) => count >= 0)).toBe(true);
        let apart = 0;
        for (let bin = 0, sum = 0; bin < told.length; bin++) {
          sum += spread[bin] - told[bin];
          apart = Math.max(apart, Math.abs(sum));
        }
        expect(apart).toBeLessThanOrEqual(minimum / 2 + 1e-9);
        if (minimum === 1) expect([...spread]).toEqual(rows);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fieldValues } from '../../testing/arbitraries.ts';
import { numeric } from '../../testing/trial-dictionary.ts';
import type { NumericField } from '../dictionary.ts';
import { binOf, binUnits, GRID_BINS, gridOf } from './grid.ts';

const fields: fc.Arbitrary<NumericField> = fc
  .record({
    role: fc.constantFrom('continuous', 'log', 'general'),
    decimals: fc.integer({ min: 0, max: 4 }),
    minimum: fc.integer({ min: -100, max: 100 }),
    span: fc.integer({ min: 1, max: 10_000 }),
  })
  .map(({ role, decimals, minimum, span }) => numeric('x', { role, decimals, minimum, maximum: minimum + span }));

describe('the grid of a field', () => {
  it('has ascending bins that cover every value once', () => {
    fc.assert(
      fc.property(fields, (field) => {
        const grid = gridOf(field);
        const unit = 10 ** field.decimals;
        expect(grid.uppers.length).toBe(Math.min(GRID_BINS, (field.maximum - field.minimum) * unit + 1));
        expect(binUnits(grid, 0).least).toBe(field.minimum * unit);
        expect(grid.uppers.at(-1)).toBe(field.maximum * unit);
        expect(grid.uppers.every((upper, bin) => upper >= binUnits(grid, bin).least)).toBe(true);
      }),
    );
  });

  it('puts each value into the bin that holds it', () => {
    fc.assert(
      fc.property(
        fields.chain((field) => fieldValues(field).map((value) => ({ field, value }))),
        ({ field, value }) => {
          const grid = gridOf(field);
          const { least, greatest } = binUnits(grid, binOf(grid, value));
          const units = Math.round(value * grid.unit);
          expect(units >= least && units <= greatest).toBe(true);
        },
      ),
    );
  });

  it('has a bin for each value of a field with few', () => {
    expect(gridOf(numeric('grade', { decimals: 0, minimum: 0, maximum: 4 })).uppers).toEqual(
      Float64Array.of(0, 1, 2, 3, 4),
    );
  });

  it('has bins of equal ratio where the role is log', () => {
    const grid = gridOf(numeric('x', { role: 'log', decimals: 2, minimum: 1, maximum: 10_000 }));
    const ratio = (bin: number) => grid.uppers[bin] / grid.uppers[bin - 1];
    expect(ratio(250)).toBeCloseTo(ratio(150), 2);
    expect(ratio(150)).toBeCloseTo(10_000 ** (1 / 256), 2);
  });

  it('has values out of bounds in its first and last bin', () => {
    const grid = gridOf(numeric('x', { minimum: 0, maximum: 10 }));
    expect(binOf(grid, -5)).toBe(0);
    expect(binOf(grid, 50)).toBe(grid.uppers.length - 1);
  });
});

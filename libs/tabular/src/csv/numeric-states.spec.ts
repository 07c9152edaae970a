import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numericStates } from './numeric-states.ts';

describe('a state that is a number', () => {
  it.each([
    ['1.0', 0],
    ['1.', 0],
    ['01', 0],
    ['+1.000', 0],
    ['.5', 1],
    ['0.50', 1],
    ['-0.0', 2],
    ['-2.0', 3],
  ])('is found as %s', (text, code) => {
    expect(numericStates(['1', '0.5', '0', '-2'], false)(text)).toBe(code);
  });

  it.each(['', '.', '+', '-', '1.1', '10', '1e0', '1,0', 'one', '0x1', '1.0.0', '1 0', '−1', 'True', '2'])(
    'is not found as %j',
    (text) => {
      expect(numericStates(['1', '0.5', '0', '-2', 'true'], false)(text)).toBeUndefined();
    },
  );

  it('is found with a decimal comma where the file has one', () => {
    expect(numericStates(['1'], true)('1,0')).toBe(0);
  });

  it('is not guessed among states that are the same number', () => {
    const find = numericStates(['1', '01', '2'], false);
    expect([find('1.0'), find('001'), find('2.0')]).toEqual([undefined, undefined, 2]);
  });

  it('is told from another of so many digits that floats are equal', () => {
    const find = numericStates(['900000000000000001'], false);
    expect(Number('900000000000000001')).toBe(Number('900000000000000002'));
    expect([find('900000000000000002'), find('900000000000000001.0')]).toEqual([undefined, 0]);
  });

  it('is found however many zeros surround it, and no other number is', () => {
    const zeros = fc.integer({ min: 0, max: 4 }).map((count) => '0'.repeat(count));
    fc.assert(
      fc.property(fc.integer(), fc.integer(), zeros, zeros, (state, other, before, after) => {
        const find = numericStates([String(state)], false);
        const sign = other < 0 ? '-' : '';
        const text = `${sign}${before}${Math.abs(other)}${after === '' ? '' : `.${after}`}`;
        expect(find(text)).toBe(other === state ? 0 : undefined);
        expect(find(`${state}.${after}`)).toBe(0);
      }),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UploadBudget, type Reservation } from './upload-budget.ts';

describe('UploadBudget', () => {
  test('never hands out more than its limit, but one share however large; everyone has a turn, in order', () => {
    const requests = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(requests, (sizes) => {
        const budget = new UploadBudget(20);
        const granted: number[] = [];
        const shares = sizes.map((size, i) => budget.reserve(size, () => void granted.push(i)));
        for (let released = 0; released < shares.length; released++) {
          expect(budget.used <= 20 || granted.length === released + 1).toBe(true);
          shares[released].release();
        }
        expect(granted).toEqual(sizes.map((_, i) => i));
        expect(budget.used).toBe(0);
      }),
    );
  });

  test('gives nothing at once while someone waits', () => {
    const budget = new UploadBudget(10);
    const first = budget.reserve(8, () => {});
    budget.reserve(8, () => {});
    expect(budget.tryReserve(1)).toBeUndefined();
    first.release();
    expect(budget.tryReserve(2)?.bytes).toBe(2);
  });

  test('takes lent shares back when another needs them, the oldest first', () => {
    const budget = new UploadBudget(10);
    const taken: string[] = [];
    for (const name of ['a', 'b']) {
      const share = budget.reserve(5, () => {});
      share.lend(() => {
        taken.push(name);
        share.release();
      });
    }
    let granted = false;
    budget.reserve(5, () => (granted = true));
    expect(granted).toBe(true);
    expect(taken).toEqual(['a']);
    expect(budget.used).toBe(10);
  });

  test('leaves a share that is in use again alone', () => {
    const budget = new UploadBudget(10);
    const share: Reservation = budget.reserve(10, () => {});
    share.lend(() => expect(true).toBe(false));
    share.use();
    let granted = false;
    budget.reserve(1, () => (granted = true));
    expect(granted).toBe(false);
    share.release();
    share.release();
    expect(granted).toBe(true);
    expect(budget.used).toBe(1);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinNeighbours, joinRarest } from './join-cells.ts';

const cells = fc.array(fc.record({ count: fc.nat(20), isAlone: fc.boolean() }), { minLength: 1, maxLength: 80 });
const most = fc.integer({ min: 2, max: 31 });

describe('joined neighbours', () => {
  it('ascend from 0 without holes, and are never more than asked for', () => {
    fc.assert(
      fc.property(cells, most, (list, limit) => {
        const groups = joinNeighbours(list, limit);
        expect(groups[0]).toBe(0);
        expect(groups.every((group, i) => i === 0 || group - groups[i - 1] === 0 || group - groups[i - 1] === 1)).toBe(
          true,
        );
        expect(Math.max(...groups)).toBeLessThan(limit);
      }),
    );
  });

  it('hold equally many rows where none holds many', () => {
    const groups = joinNeighbours(
      Array.from({ length: 120 }, () => ({ count: 3 })),
      30,
    );
    const sizes = Map.groupBy(groups, (group) => group);
    expect(sizes.size).toBe(30);
    expect([...sizes.values()].every(({ length }) => length === 4)).toBe(true);
  });

  it('are the cells with rows, each with the empty ones before it, where these are few', () => {
    const counts = [0, 5, 0, 0, 7, 1, 0];
    expect(
      joinNeighbours(
        counts.map((count) => ({ count })),
        10,
      ),
    ).toEqual([0, 0, 1, 1, 1, 2, 2]);
  });

  it('leave a value that many share by itself', () => {
    const list = Array.from({ length: 50 }, (_, i) => ({ count: 10, isAlone: i === 20 }));
    const groups = joinNeighbours(list, 8);
    expect(groups.filter((group) => group === groups[20])).toHaveLength(1);
  });

  it('are one where no cell has a row', () => {
    expect(new Set(joinNeighbours([{ count: 0 }, { count: 0 }], 5))).toEqual(new Set([0]));
  });
});

describe('joined rare states', () => {
  it('share the last cell; the frequent ones keep their order', () => {
    expect(joinRarest([9, 1, 8, 1, 7], 4)).toEqual([0, 3, 1, 3, 2]);
    expect(joinRarest([9, 1], 4)).toEqual([0, 1]);
  });

  it('fit into 31 cells of 500 states', () => {
    const groups = joinRarest(
      Array.from({ length: 500 }, (_, state) => 500 - state),
      31,
    );
    expect(new Set(groups).size).toBe(31);
    expect(groups.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });
});

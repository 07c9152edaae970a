import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitHoldOut } from './hold-out.ts';

const tableOf = (rowCount: number) => ({
  rowCount,
  columns: new Map([
    ['id', { kind: 'numeric' as const, values: Float64Array.from({ length: rowCount }, (_, i) => i) }],
  ]),
});

const ids = (table: ReturnType<typeof tableOf> | { columns: ReadonlyMap<string, unknown> }) => {
  const column = table.columns.get('id') as { values: Float64Array };
  return [...column.values];
};

describe('splitHoldOut', () => {
  it('keeps every row on exactly one side, the share rounded, and at least one row for training', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.constantFrom(0, 0.1, 0.2, 0.5), (rowCount, share) => {
        const { train, heldOut } = splitHoldOut(tableOf(rowCount), share, 'seed', 'a');
        expect([...ids(train), ...ids(heldOut)].toSorted((a, b) => a - b)).toEqual(ids(tableOf(rowCount)));
        expect(heldOut.rowCount).toBe(Math.min(Math.round(rowCount * share), rowCount - 1));
      }),
    );
  });

  it('is the same again for the same study and site, another one for another site', () => {
    const heldOut = (site: string) => ids(splitHoldOut(tableOf(100), 0.2, 'seed', site).heldOut);
    expect(heldOut('a')).toEqual(heldOut('a'));
    expect(heldOut('a')).not.toEqual(heldOut('b'));
  });
});

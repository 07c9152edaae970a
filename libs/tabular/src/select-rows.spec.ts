import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tables } from '../testing/arbitraries.ts';
import { TRIAL } from '../testing/trial-dictionary.ts';
import { categoryCodes, numericValues } from './columns.ts';
import { concatRows } from './concat-rows.ts';
import { selectRows } from './select-rows.ts';

describe('rows of a table', () => {
  it('are selected in the order asked for, also repeatedly', () => {
    fc.assert(
      fc.property(tables(TRIAL), fc.array(fc.nat()), (table, picks) => {
        const rows = picks.map((pick) => pick % table.rowCount);
        const selected = selectRows(table, rows);
        expect(selected.rowCount).toBe(rows.length);
        expect(numericValues(selected, 'os')).toEqual(
          Float64Array.from(rows, (row) => numericValues(table, 'os')[row]),
        );
        expect(categoryCodes(selected, 'sex')).toEqual(
          Int32Array.from(rows, (row) => categoryCodes(table, 'sex')[row]),
        );
      }),
    );
  });

  it('put together again give the table', () => {
    fc.assert(
      fc.property(tables(TRIAL), fc.nat(), (table, cut) => {
        const rows = Array.from({ length: table.rowCount }, (_, row) => row);
        const first = cut % (table.rowCount + 1);
        expect(concatRows([selectRows(table, rows.slice(0, first)), selectRows(table, rows.slice(first))])).toEqual(
          table,
        );
      }),
    );
  });

  it('cannot be put together when the columns differ', () => {
    const empty = { rowCount: 0, columns: new Map() };
    fc.assert(
      fc.property(tables(TRIAL), (table) => expect(() => concatRows([table, empty])).toThrow(/no column age/)),
      {
        numRuns: 1,
      },
    );
  });
});

describe('a column', () => {
  it('of the wrong kind is refused', () => {
    const table = { rowCount: 0, columns: new Map([['a', { kind: 'numeric' as const, values: new Float64Array() }]]) };
    expect(() => categoryCodes(table, 'a')).toThrow('no categorical column a');
    expect(() => numericValues(table, 'b')).toThrow('no numeric column b');
  });
});

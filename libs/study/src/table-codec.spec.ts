import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tables } from '../../tabular/testing/arbitraries.ts';
import { TRIAL } from '../../tabular/testing/trial-dictionary.ts';
import { decodeSiteTask, encodeSiteTask } from './site-task.ts';
import { decodeTable, encodeTable } from './table-codec.ts';

describe('a synthetic table on the wire', () => {
  it('comes back as it was, with what was beside it', () => {
    fc.assert(
      fc.property(tables(TRIAL, { min: 1, max: 50 }), fc.jsonValue(), (table, beside) => {
        const decoded = decodeTable(TRIAL, encodeTable(table, beside));
        expect(decoded.table).toEqual(table);
        expect(JSON.stringify(decoded.beside)).toBe(JSON.stringify(beside));
      }),
      { numRuns: 30 },
    );
  });

  it('is refused where it does not follow the dictionary', () => {
    const [table] = fc.sample(tables(TRIAL, { min: 3, max: 3 }), { numRuns: 1, seed: 3 });
    const without = { ...table, columns: new Map([...table.columns].slice(1)) };
    const unknown = new Map(table.columns).set('sex', { kind: 'categorical', codes: Int32Array.of(0, 99, 0) });
    for (const columns of [without.columns, unknown]) {
      const bytes = encodeTable({ ...table, columns }, null);
      expect(() => decodeTable(TRIAL, bytes)).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
    }
  });
});

describe('a site task', () => {
  it('comes back as it was', () => {
    const setups = fc.record({ seed: fc.string(), holdOut: fc.constantFrom(0, 0.2, 0.5) });
    fc.assert(
      fc.property(setups, fc.uint8Array({ maxLength: 100 }), (setup, payload) => {
        const task = decodeSiteTask(encodeSiteTask({ setup, payload }));
        expect(task.setup).toEqual(setup);
        expect([...task.payload]).toEqual([...payload]);
      }),
    );
  });

  it('is refused when it is something else', () => {
    expect(() => decodeSiteTask(new Uint8Array(20))).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
    const { holdOut: _, ...incomplete } = { seed: 's', holdOut: 0 };
    const bytes = encodeSiteTask({ setup: incomplete as never, payload: new Uint8Array() });
    expect(() => decodeSiteTask(bytes)).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { vector } from '#sums/tensors/named-tensors';
import { tables } from '../../tabular/testing/arbitraries.ts';
import { TRIAL } from '../../tabular/testing/trial-dictionary.ts';
import { decodeSiteTask, encodeSiteTask } from './site-task.ts';
import { decodeTables, encodeTables } from './table-codec.ts';

describe('synthetic tables on the wire', () => {
  it('come back as they were, with what was beside each', () => {
    const sent = fc.record({
      table: tables(TRIAL, { min: 1, max: 50 }),
      beside: fc.jsonValue(),
      pieces: fc
        .dictionary(fc.string(), fc.uint8Array({ maxLength: 9 }), { maxKeys: 3, noNullPrototype: true })
        .map((pieces) => new Map(Object.entries(pieces))),
    });
    const named = fc.uniqueArray(fc.tuple(fc.string(), sent), {
      minLength: 1,
      maxLength: 3,
      selector: ([name]) => name,
    });
    fc.assert(
      fc.property(named, (entries) => {
        const decoded = decodeTables(TRIAL, encodeTables(new Map(entries)));
        expect([...decoded.keys()]).toEqual(entries.map(([name]) => name));
        for (const [name, { table, beside, pieces }] of entries) {
          expect(decoded.get(name)?.pieces).toEqual(pieces);
          expect(decoded.get(name)?.table).toEqual(table);
          expect(JSON.stringify(decoded.get(name)?.beside)).toBe(JSON.stringify(beside));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are refused where there are more than a study has models', () => {
    const [table] = fc.sample(tables(TRIAL, { min: 3, max: 3 }), { numRuns: 1, seed: 3 });
    const sent = (count: number) =>
      encodeTables(new Map(Array.from({ length: count }, (_, place) => [String(place), { table, beside: null }])));
    expect(decodeTables(TRIAL, sent(3)).size).toBe(3);
    expect(() => decodeTables(TRIAL, sent(4))).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
  });

  it('are refused where a piece is missing, or is no bytes', () => {
    const [table] = fc.sample(tables(TRIAL, { min: 3, max: 3 }), { numRuns: 1, seed: 3 });
    const pieces = new Map([['forest', Uint8Array.of(1, 2)]]);
    const { tensors, metadata } = decodeTensors(encodeTables(new Map([['one', { table, beside: null, pieces }]])));
    for (const piece of [undefined, vector(Int32Array.of(1))]) {
      const changed = new Map(tensors);
      if (piece === undefined) changed.delete('0/piece/forest');
      else changed.set('0/piece/forest', piece);
      expect(changed).not.toEqual(tensors);
      const bytes = encodeTensors({ tensors: changed, metadata });
      expect(() => decodeTables(TRIAL, bytes)).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
    }
  });

  it('are refused where one does not follow the dictionary', () => {
    const [table] = fc.sample(tables(TRIAL, { min: 3, max: 3 }), { numRuns: 1, seed: 3 });
    const without = new Map([...table.columns].slice(1));
    const unknown = new Map(table.columns).set('sex', { kind: 'categorical', codes: Int32Array.of(0, 99, 0) });
    for (const columns of [without, unknown]) {
      const sent = [table, { ...table, columns }].map(
        (own, place) => [String(place), { table: own, beside: null }] as const,
      );
      const bytes = encodeTables(new Map(sent));
      expect(() => decodeTables(TRIAL, bytes)).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
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

import { expect, test } from '@jest/globals';
import type { DataDictionary } from '#tabular/dictionary';
import { requireWritable } from './most-rows.ts';

function ofWidth(length: number): DataDictionary {
  return { fields: Array.from({ length }) } as unknown as DataDictionary;
}

test('a cohort may have as many rows as its columns allow', () => {
  expect(() => requireWritable(1_000_000, ofWidth(40), 'CL-CONF-005')).not.toThrow();
  expect(() => requireWritable(434_782, ofWidth(92), 'CL-CONF-001')).not.toThrow();
  const tooMany = (rows: number, width: number) => () => requireWritable(rows, ofWidth(width), 'CL-CONF-005');
  expect(tooMany(434_783, 92)).toThrow(expect.objectContaining({ todo: 'Ask for at most 434782 rows.' }));
  expect(tooMany(1_000_001, 1)).toThrow(expect.objectContaining({ todo: 'Ask for at most 1000000 rows.' }));
});

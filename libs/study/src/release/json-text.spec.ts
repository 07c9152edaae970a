import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from './json-text.ts';

test('is JSON of the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('has arrays of numbers on one line, everything else indented, and nothing that is undefined', () => {
  const value = { a: [1, 2.5], b: [{ c: 'x' }, []], d: undefined, e: {} };
  expect(jsonText(value)).toBe(
    '{\n  "a": [1,2.5],\n  "b": [\n    {\n      "c": "x"\n    },\n    []\n  ],\n  "e": {}\n}\n',
  );
});

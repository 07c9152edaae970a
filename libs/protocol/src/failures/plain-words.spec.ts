import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainWords } from './plain-words.ts';

test.each([
  ['Zu wenige Zeilen: 3 < 10.', 'Zu wenige Zeilen: 3 < 10.'],
  ['one\ntwo', 'one two'],
  ['a\u001b[31mred\u0007\r\u009b2J', 'a[31mred2J'],
  ['a\u202eb', 'ab'],
])('%j is told as %j', (text, told) => {
  expect(plainWords(text)).toBe(told);
});

test('any text becomes one short line, the same when cleaned again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      const told = plainWords(text);
      expect(told.length).toBeLessThanOrEqual(500);
      expect(told).not.toMatch(/\p{Cc}|\p{Cs}/u);
      expect(plainWords(told)).toBe(told);
    }),
  );
});

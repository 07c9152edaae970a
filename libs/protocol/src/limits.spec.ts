import { expect, test } from '@jest/globals';
import { checkSize } from './limits.ts';

test('what fits is taken, one byte more is refused in words', () => {
  expect(() => checkSize('The contribution of b', 10, 10)).not.toThrow();
  expect(() => checkSize('The contribution of b', 11, 10)).toThrow(
    'CL-NET-004 The contribution of b has 11 bytes; at most 10 are taken.',
  );
});

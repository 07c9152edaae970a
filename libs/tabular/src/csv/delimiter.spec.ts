import { describe, expect, it } from '@jest/globals';
import { detectDelimiter } from './delimiter.ts';

describe('the separator', () => {
  it.each([
    ['a,b,c\n1;2;3', ','],
    ['a;b;c\n1,5;2;3', ';'],
    ['a\tb\n', '\t'],
    ['"a,b,c";d\n', ';'],
    ['"a"\t"b"\r\n"1,5"\t"2,5"', '\t'],
    ['\r\n\r\na;b', ';'],
    ['a', ','],
    ['', ','],
  ])('of %j is %j', (text, delimiter) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });
});

import { describe, expect, it } from '@jest/globals';
import { documentJson, readDocument } from './study-document.ts';
import { parseReason, storedReason } from './withdrawal-reason.ts';

const UNFIT = ['', ' \t ', 'a\nb', 'a\rb', 'a\tb', 'a\u001b[2Jb', 'a\u0000', 'a\u202eb', 'a\u2028b', 'x'.repeat(501)];

describe('the reason for a withdrawal', () => {
  it.each(['N', ' Münchens Zusage ist widerrufen. ', 'x'.repeat(500)])('is what was said: %j', (text) => {
    expect(parseReason(text)).toBe(text.trim());
    expect(storedReason(text)).toBe(text.trim());
  });

  it.each(UNFIT)('is refused where sites could not be told it: %j', (text) => {
    expect(() => parseReason(text)).toThrow(expect.objectContaining({ code: 'CL-CONF-005' }));
  });

  it.each([...UNFIT, 'x'.repeat(120_000)])('is made fit where a store holds it all the same: %j', (text) => {
    expect(parseReason(storedReason(text))).toBe(storedReason(text));
  });

  it('is read from a study so that it may be told', () => {
    const document = { changes: 0, since: 0, connected: [] };
    const reason = 'a\u001b[2J\nb';
    const request = { type: 'withdraw', reason } as const;
    const state = documentJson({ ...document, state: { name: 'withdrawn', reason }, request });
    const read = readDocument({ id: 'aml', declaration: {}, revision: 1, updatedAt: 0, state });
    expect([read.request, read.state]).toEqual([
      { type: 'withdraw', reason: 'a\ufffd[2J b' },
      { name: 'withdrawn', reason: 'a\ufffd[2J b' },
    ]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES, isErrorCode } from './codes.ts';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

describe('docs/errors.md', () => {
  it.each(Object.entries(ERROR_CODES))('tells what %s means, with its exit code', (code, { title, exitCode }) => {
    expect(page).toContain(`**${code}** (${exitCode}) *${title}*`);
  });

  it('tells of no code that is gone', () => {
    const told = page.match(/CL-[A-Z]+-\d{3}/g) ?? [];
    expect(told.filter((code) => !isErrorCode(code))).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { CohortloomError, describeError } from './cohortloom-error.ts';
import { ERROR_CODES } from './codes.ts';

const error = new CohortloomError('CL-DATA-003', {
  what: 'Column age holds text.',
  where: { file: 'a.csv', line: 7, column: 'age' },
  todo: 'Correct the cell.',
  localValue: 'fifty',
});

describe('CohortloomError', () => {
  it('shows code, what, where and what to do, and the cell only on request', () => {
    expect(describeError(error)).toBe(
      [
        'CL-DATA-003 value of the wrong type',
        '  Column age holds text.',
        '  Where: file a.csv, line 7, column age',
        '  What to do: Correct the cell.',
      ].join('\n'),
    );
    expect(describeError(error, { reveal: true })).toContain('Found: "fifty"');
  });

  it('keeps the cell out of everything that may leave the site', () => {
    expect(JSON.stringify(error)).not.toContain('fifty');
    expect(String(error)).not.toContain('fifty');
    expect(Object.values(error).join()).not.toContain('fifty');
  });

  it('learns more of its place without losing what it knows', () => {
    const placed = error.at({ site: 'a', file: 'other.csv' });
    expect(placed.where).toEqual({ site: 'a', file: 'a.csv', line: 7, column: 'age' });
    expect(placed.revealLocalValue()).toBe('fifty');
  });

  it('wraps what is no CohortloomError without showing it', () => {
    const wrapped = CohortloomError.from(new TypeError('secret'));
    expect(wrapped.code).toBe('CL-INT-001');
    expect(describeError(wrapped)).not.toContain('secret');
    expect(CohortloomError.from(error)).toBe(error);
  });

  it('has exit codes that a shell can tell from success', () => {
    for (const { exitCode } of Object.values(ERROR_CODES)) {
      expect(exitCode).toBeGreaterThan(0);
      expect(exitCode).toBeLessThan(256);
    }
  });
});

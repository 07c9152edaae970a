import { create, toJsonString } from '@bufbuild/protobuf';
import { describe, expect, test } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import { ErrorNoticeSchema } from '../gen/cohortloom/v1/round_pb.ts';
import { fromErrorNotice, toErrorNotice } from './error-notice.ts';

const ERROR = new CohortloomError('CL-DATA-003', {
  what: 'A value is no number.',
  where: { file: '/home/jane/aml.csv', line: 17, column: 'age', site: 'b' },
  todo: 'Correct it.',
  localValue: 'fifty-two',
  cause: new Error('cannot parse fifty-two'),
});

describe('an error told to the other side', () => {
  test('keeps code, words, column, site and round', () => {
    const told = fromErrorNotice(create(ErrorNoticeSchema, toErrorNotice(ERROR, { round: 3, exchange: 0 })));
    expect(told).toMatchObject({ code: 'CL-DATA-003', what: ERROR.what, todo: ERROR.todo });
    expect(told.where).toEqual({ column: 'age', site: 'b', round: 3 });
  });

  test('leaves the cell, the file, the line and the cause at home', () => {
    const wire = toJsonString(ErrorNoticeSchema, create(ErrorNoticeSchema, toErrorNotice(ERROR)));
    expect(wire).not.toMatch(/fifty-two|jane|17/);
  });

  test('with a code of a newer release keeps its words', () => {
    const told = fromErrorNotice(
      create(ErrorNoticeSchema, { code: 'CL-NEW-001', what: 'Something new.', todo: 'Update.' }),
    );
    expect(told).toMatchObject({ code: 'CL-INT-001', what: 'CL-NEW-001: Something new.' });
  });

  test.each(['constructor', 'toString', '__proto__'])('has no code %j', (code) => {
    const told = fromErrorNotice(create(ErrorNoticeSchema, { code, what: 'x', todo: 'y' }));
    expect(told).toMatchObject({ code: 'CL-INT-001', what: `${code}: x` });
  });

  test('is of the site that told it, whichever it names', () => {
    const notice = create(ErrorNoticeSchema, { code: 'CL-DATA-006', what: 'Too few rows.', todo: 'y', site: 'b' });
    expect(fromErrorNotice(notice, 'a').where.site).toBe('a');
    expect(fromErrorNotice(undefined, 'a').where.site).toBe('a');
  });

  test('is a line of bounded length that no terminal obeys', () => {
    const text = `\u001b[2J${'x'.repeat(10_000)}\n`;
    const notice = { code: 'CL-DATA-006', what: text, todo: text, column: text, site: text };
    const { what, todo, where } = fromErrorNotice(create(ErrorNoticeSchema, notice));
    for (const told of [what, todo, where.column ?? '', where.site ?? '']) {
      expect(told.length).toBeLessThanOrEqual(500);
      expect(told).not.toMatch(/\p{Cc}/u);
    }
  });

  test('without a code says so', () => {
    expect(fromErrorNotice(undefined).what).toMatch(/without saying which/);
  });
});

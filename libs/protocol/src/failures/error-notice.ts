import { CohortloomError } from '#errors/cohortloom-error';
import { isErrorCode } from '#errors/codes';
import type { ErrorNotice } from '../gen/cohortloom/v1/round_pb.ts';
import type { SlotId } from '../messages/slot.ts';
import { plainWords } from './plain-words.ts';

type ErrorNoticeInit = Omit<ErrorNotice, '$typeName' | '$unknown' | 'assignment'> & { readonly assignment?: SlotId };

/**
 * An error as the other side may read it: code, words and column. Files, lines, causes and the offending value stay
 * where they are.
 */
export function toErrorNotice(error: CohortloomError, assignment?: SlotId): ErrorNoticeInit {
  return {
    code: error.code,
    what: error.what,
    todo: error.todo,
    column: error.where.column ?? '',
    site: error.where.site ?? '',
    ...(assignment && { assignment: { round: assignment.round, exchange: assignment.exchange } }),
  };
}

/**
 * The error that the other side told us of, in plain words. A code from a newer release becomes CL-INT-001 with its
 * words kept.
 * @param site that told it, where this is known: then it is the place, whatever the notice says
 */
export function fromErrorNotice(notice: ErrorNotice | undefined, site?: string): CohortloomError {
  if (notice === undefined || notice.code === '') return unexplained(site);
  const { code, what } = notice;
  const place = site ?? plainWords(notice.site);
  return new CohortloomError(isErrorCode(code) ? code : 'CL-INT-001', {
    what: plainWords(isErrorCode(code) ? what : `${code}: ${what}`),
    todo: plainWords(notice.todo),
    where: {
      ...(notice.column && { column: plainWords(notice.column) }),
      ...(place && { site: place }),
      ...(notice.assignment && { round: notice.assignment.round }),
    },
  });
}

function unexplained(site: string | undefined): CohortloomError {
  return new CohortloomError('CL-INT-001', {
    what: 'The other side reported a failure without saying which.',
    where: { ...(site && { site }) },
    todo: "Look at the other side's log.",
  });
}

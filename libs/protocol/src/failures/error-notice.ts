import { ERROR_CODES, type ErrorCode } from '#errors/codes';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ErrorNotice } from '../gen/cohortloom/v1/round_pb.ts';
import type { SlotId } from '../messages/slot.ts';

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

/** The error that the other side told us of. A code from a newer release becomes CL-INT-001 with its words kept. */
export function fromErrorNotice(notice: ErrorNotice | undefined): CohortloomError {
  if (notice === undefined || notice.code === '') return unexplained();
  const known = notice.code in ERROR_CODES;
  return new CohortloomError(known ? (notice.code as ErrorCode) : 'CL-INT-001', {
    what: known ? notice.what : `${notice.code}: ${notice.what}`,
    todo: notice.todo,
    where: {
      ...(notice.column && { column: notice.column }),
      ...(notice.site && { site: notice.site }),
      ...(notice.assignment && { round: notice.assignment.round }),
    },
  });
}

function unexplained(): CohortloomError {
  return new CohortloomError('CL-INT-001', {
    what: 'The other side reported a failure without saying which.',
    todo: "Look at the other side's log.",
  });
}

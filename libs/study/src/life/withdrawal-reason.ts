import { CohortloomError } from '#errors/cohortloom-error';
import { printable } from '#evaluation/figures/markup';

/** Characters. */
const MAX_LENGTH = 500;

/** The reason for which somebody withdraws a study, which every site is told. Throws CL-CONF-005. */
export function parseReason(text: string): string {
  const reason = text.trim();
  if (reason === '') throw unfit('is empty');
  if (reason.length > MAX_LENGTH) throw unfit(`has ${reason.length} characters`);
  if (onOneLine(reason) !== reason) throw unfit('has line breaks, or characters that a terminal obeys');
  return reason;
}

/** A reason that the store holds, whoever wrote it: one line, of bounded length, that no terminal obeys. */
export function storedReason(text: string): string {
  return onOneLine(text.slice(0, MAX_LENGTH)).trim() || 'no reason is given';
}

function onOneLine(text: string): string {
  return printable(text.replace(/[\t\n\r\u2028\u2029]/g, ' '));
}

function unfit(problem: string): CohortloomError {
  return new CohortloomError('CL-CONF-005', {
    what: `The reason ${problem}.`,
    todo: `Say why the study is withdrawn, in 1 to ${MAX_LENGTH} characters on one line: every site is told.`,
  });
}

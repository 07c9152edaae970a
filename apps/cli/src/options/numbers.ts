import { CohortloomError } from '#errors/cohortloom-error';

/** A parser of whole numbers from `minimum` to `maximum` for an option. The parser throws CL-CONF-005. */
export function wholeNumber(
  name: string,
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  const range =
    maximum === Number.MAX_SAFE_INTEGER
      ? `of at least ${minimum}`
      : `from ${minimum} to ${maximum.toLocaleString('en')}`;
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= minimum && value <= maximum) return value;
    throw new CohortloomError('CL-CONF-005', {
      what: `${name} ${JSON.stringify(text)} is not a whole number ${range}.`,
      todo: `Write for example ${name} ${Math.min(Math.max(minimum, 3), maximum)}.`,
    });
  };
}

import { CohortloomError } from '#errors/cohortloom-error';

/** A parser of whole numbers of at least `minimum` for an option. The parser throws CL-CONF-005. */
export function wholeNumber(name: string, minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= minimum) return value;
    throw new CohortloomError('CL-CONF-005', {
      what: `${name} ${JSON.stringify(text)} is not a whole number of at least ${minimum}.`,
      todo: `Write for example ${name} ${Math.max(minimum, 3)}.`,
    });
  };
}

import { CohortloomError } from '#errors/cohortloom-error';

/** Bounds of a number, both inclusive; infinite where there is none. */
export interface NumberRange {
  readonly least: number;
  readonly greatest: number;
}

/** What a column of every sampled row is to be: a state, missing (null), or a number within bounds. */
export type GivenValue = string | null | NumberRange;

/** Conditions under which rows are sampled, by column. */
export type Given = Readonly<Record<string, GivenValue>>;

export function isRange(value: GivenValue): value is NumberRange {
  return typeof value === 'object' && value !== null;
}

/** A condition as it is given on the command line. */
export function conditionText(name: string, value: GivenValue): string {
  if (value === null) return `${name}=missing`;
  if (!isRange(value)) return `${name}=${value}`;
  const { least, greatest } = value;
  if (least === greatest) return `${name}=${least}`;
  return `${name}=${Number.isFinite(least) ? least : ''}..${Number.isFinite(greatest) ? greatest : ''}`;
}

/** CL-MODEL-005 for the condition that no row meets together with those before it. */
export function unmetCondition(given: Given, name: string, before: readonly string[]): CohortloomError {
  const others = before.map((other) => conditionText(other, given[other])).join(' and ');
  return new CohortloomError('CL-MODEL-005', {
    what: `By the model no row${others === '' ? '' : ` with ${others}`} has ${conditionText(name, given[name])}.`,
    where: { column: name },
    todo: 'Leave this condition out, or give one that some patients of the cohort meet together with the others.',
  });
}

/** CL-MODEL-005 for any condition on a model that draws its rows as a whole. */
export function takesNoConditions(model: string): CohortloomError {
  return new CohortloomError('CL-MODEL-005', {
    what: `${model} takes no conditions.`,
    todo: 'Sample without conditions, or train sequential trees, which take them.',
  });
}

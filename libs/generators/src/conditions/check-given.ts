import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary } from '#tabular/dictionary';
import { conditionText, type Given, type GivenValue, isRange } from './given.ts';

/** Throws CL-CONF-001 for a condition on what is no column of the dictionary, or on a value that the column can't have. */
export function checkGiven({ fields }: DataDictionary, given: Given): void {
  for (const [name, value] of Object.entries(given)) {
    const field = fields.find((candidate) => candidate.name === name);
    if (field !== undefined && (value === null ? !field.required : fits(field, value))) continue;
    throw new CohortloomError('CL-CONF-001', {
      what: `The condition ${conditionText(name, value)} is on no column of the dictionary, or on a value that it can't have.`,
      todo: 'Give states of categorical columns as the dictionary writes them, ranges of numeric ones, null for missing.',
    });
  }
}

function fits(field: DataDictionary['fields'][number], value: Exclude<GivenValue, null>): boolean {
  if (isRange(value)) return field.kind === 'numeric' && value.least <= value.greatest;
  return field.kind === 'categorical' && field.states.includes(value);
}

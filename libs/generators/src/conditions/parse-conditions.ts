import { CohortloomError } from '#errors/cohortloom-error';
import type { CategoricalField, DataDictionary, Field, NumericField } from '#tabular/dictionary';
import { type Given, type GivenValue, type NumberRange } from './given.ts';

const MISSING = 'missing';
const STATES_SHOWN = 20;

/**
 * Conditions `NAME=VALUE` of a dictionary's columns. A value is a state; for numbers `60`, `60..70`, `60..` or `..70`, bounds
 * included; `missing`, or what the dictionary writes for it, unless a state is called so.
 * @throws CL-CONF-005 for a column, state or range that the dictionary doesn't have, naming those that it has
 */
export function parseConditions(dictionary: DataDictionary, texts: readonly string[]): Given {
  const given = new Map<string, GivenValue>();
  for (const text of texts) {
    const { field, value } = parted(dictionary, text);
    if (given.has(field.name)) throw notUnderstood(text, 'the column has a condition already', 'Give one per column.');
    given.set(field.name, valueOf(dictionary, field, value, text));
  }
  return Object.fromEntries(given);
}

/** A column's name may hold an equals sign: the longest name that fits is meant. */
function parted({ fields }: DataDictionary, text: string): { readonly field: Field; readonly value: string } {
  const named = fields
    .filter(({ name }) => text.startsWith(`${name}=`))
    .sort((a, b) => b.name.length - a.name.length)
    .at(0);
  if (named !== undefined) return { field: named, value: text.slice(named.name.length + 1) };
  if (!text.includes('=')) throw notUnderstood(text, 'it has no =', 'Write NAME=STATE, for example sex=F.');
  const columns = fields.map(({ name }) => name).join(', ');
  throw notUnderstood(text, 'the model has no such column', `Its columns are ${columns}.`);
}

function valueOf(dictionary: DataDictionary, field: Field, value: string, text: string): GivenValue {
  if (field.kind === 'categorical' && field.states.includes(value)) return value;
  if (value === MISSING || dictionary.missingValues.includes(value)) {
    if (!field.required) return null;
    throw notUnderstood(text, 'the column is never missing', wanted(field));
  }
  if (field.kind === 'categorical') throw notUnderstood(text, 'the column has no such state', wanted(field));
  return rangeOf(field, value, text);
}

function rangeOf(field: NumericField, value: string, text: string): NumberRange {
  const ends = value.split('..');
  const [least, greatest] = ends.length === 1 ? [ends[0], ends[0]] : ends;
  const range = { least: boundOf(least, -Infinity), greatest: boundOf(greatest, Infinity) };
  const isRead = ends.length <= 2 && value.replace('..', '').trim() !== '';
  if (!isRead || Number.isNaN(range.least) || Number.isNaN(range.greatest)) {
    throw notUnderstood(text, 'it is no number and no range', wanted(field));
  }
  if (range.least > range.greatest) throw notUnderstood(text, 'the range ends before it begins', wanted(field));
  if (range.greatest < field.minimum || range.least > field.maximum) {
    throw notUnderstood(text, 'it lies outside the bounds of the dictionary', wanted(field));
  }
  return range;
}

function boundOf(text: string, otherwise: number): number {
  return text.trim() === '' ? otherwise : Number(text);
}

function wanted(field: Field): string {
  return field.kind === 'categorical' ? wantedState(field) : wantedRange(field);
}

function wantedState({ name, states, required }: CategoricalField): string {
  const known = required ? states : [...states, MISSING];
  const shown = known.slice(0, STATES_SHOWN).join(', ');
  const left = known.length - STATES_SHOWN;
  return `States of ${name} are ${shown}${left > 0 ? ` and ${left} more` : ''}.`;
}

function wantedRange({ name, minimum, maximum }: NumericField): string {
  return `Write a number or a range such as ${name}=${minimum}..${maximum}, within these bounds.`;
}

function notUnderstood(text: string, problem: string, todo: string): CohortloomError {
  return new CohortloomError('CL-CONF-005', { what: `The condition ${text} is not understood: ${problem}.`, todo });
}

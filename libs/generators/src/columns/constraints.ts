import type { CategoricalField, Constraint, DataDictionary, Field } from '#tabular/dictionary';
import { fieldNamed } from '#tabular/dictionary';
import { gapsOf } from '#tabular/model-table';
import type { DrawnColumns } from './drawn-columns.ts';
import type { UnitBounds } from './unit-bounds.ts';

/** Whether a row may have a state (−1 is missing), given what has been drawn of it. */
export type StateTest = (row: number, code: number) => boolean;

/**
 * What the dictionary's constraints leave a column, given the columns drawn before it. The last column of a constraint to be
 * drawn is the one that must keep it. Undefined: anything.
 */
export function stateCondition(dictionary: DataDictionary, name: string, drawn: DrawnColumns): StateTest | undefined {
  const tests = dictionary.constraints.flatMap((constraint) => testsOf(dictionary, constraint, name, drawn));
  if (tests.length === 0) return undefined;
  return (row, code) => tests.every((test) => test(row, code));
}

/** What a row's greater columns leave a lesser one. */
export interface LesserBounds {
  /** Whether the lesser value may be the greater one. */
  readonly maySame: (row: number) => boolean;
  /** Values below the greater one. */
  readonly below: (row: number) => UnitBounds;
  /** The greater value as the lesser column writes it. */
  readonly same: (row: number) => number;
}

/** Bounds of a column by those that must be at least as large, which have been drawn; undefined where there are none. */
export function lesserBounds(
  dictionary: DataDictionary,
  { field, greater }: { readonly field: Field; readonly greater: string | undefined },
  drawn: DrawnColumns,
): LesserBounds | undefined {
  if (greater === undefined || field.kind !== 'numeric') return undefined;
  const unit = 10 ** field.decimals;
  const others = gapsOf(dictionary)
    .filter((gap) => gap.lesser === field.name)
    .map((gap) => drawn.values.get(gap.greater)!);
  const own = drawn.values.get(greater)!;
  const roundDown = (value: number) => Math.floor(value * unit + 1e-6) / unit + 0;
  const unitsUpTo = (values: Float64Array, row: number) =>
    Number.isNaN(values[row]) ? Infinity : Math.floor(values[row] * unit + 1e-6);
  const least = Math.ceil(field.minimum * unit - 1e-6);
  const greatest = Math.floor(field.maximum * unit + 1e-6);
  const upTo = (row: number) => others.reduce((most, values) => Math.min(most, unitsUpTo(values, row)), greatest);
  return {
    same: (row) => roundDown(own[row]),
    maySame: (row) => {
      const units = unitsUpTo(own, row);
      return units >= least && units <= upTo(row);
    },
    below: (row) => {
      const isBounded = !Number.isNaN(own[row]);
      return { least, greatest: isBounded ? Math.min(upTo(row), Math.ceil(own[row] * unit - 1e-6) - 1) : upTo(row) };
    },
  };
}

function testsOf(dictionary: DataDictionary, constraint: Constraint, name: string, drawn: DrawnColumns): StateTest[] {
  if (constraint.kind === 'implies') return impliedTests(dictionary, constraint, name, drawn);
  if (constraint.kind !== 'exclusive') return [];
  const others = constraint.members.filter(({ field }) => field !== name);
  const own = constraint.members.filter(({ field }) => field === name);
  const holds = others.flatMap(({ field, state }) => holdsAlready(dictionary, field, state, drawn));
  return own.map(({ state }): StateTest => {
    const code = codeOf(dictionary, name, state);
    return (row, candidate) => candidate !== code || !holds.some((test) => test(row));
  });
}

function impliedTests(
  dictionary: DataDictionary,
  { field, state, thenField, thenState }: Constraint & { kind: 'implies' },
  name: string,
  drawn: DrawnColumns,
): StateTest[] {
  if (name === thenField) {
    const then = codeOf(dictionary, thenField, thenState);
    return holdsAlready(dictionary, field, state, drawn).map(
      (applies): StateTest =>
        (row, code) =>
          code < 0 || code === then || !applies(row),
    );
  }
  const thenCodes = drawn.codes.get(thenField);
  if (name !== field || thenCodes === undefined) return [];
  const applies = codeOf(dictionary, field, state);
  const then = codeOf(dictionary, thenField, thenState);
  return [(row, code) => code !== applies || thenCodes[row] < 0 || thenCodes[row] === then];
}

/** One test where the column has been drawn, else none. */
function holdsAlready(dictionary: DataDictionary, field: string, state: string, drawn: DrawnColumns) {
  const codes = drawn.codes.get(field);
  if (codes === undefined) return [];
  const code = codeOf(dictionary, field, state);
  return [(row: number) => code >= 0 && codes[row] === code];
}

function codeOf(dictionary: DataDictionary, name: string, state: string): number {
  const field = fieldNamed(dictionary, name) as CategoricalField;
  return field.states.indexOf(state);
}

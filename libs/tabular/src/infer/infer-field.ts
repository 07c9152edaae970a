import type { CategoricalField, Field } from '../dictionary.ts';
import { inferNumericField, parseNumber } from './infer-numeric-field.ts';
import type { RawColumn } from './raw-columns.ts';

export interface InferredField {
  /** Undefined: the column isn't described. */
  readonly field: Field | undefined;
  readonly note?: string;
}

/** Numbers with so few different values are states (grades, stages, 0/1). */
const MOST_NUMERIC_STATES = 6;
/** Text with more different values is free text or an identifier. */
const MOST_STATES = 40;
const DATE = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/;
const IDENTIFIER = /^(?:id|pid|mrn|.*_id|patient|patient_?(?:id|no|nr|number)|subject|case_?(?:id|no))$/i;
/** Conventions: where a column has only such states, both are written, whatever their counts. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['0', '1'],
  ['no', 'yes'],
  ['No', 'Yes'],
  ['n', 'y'],
  ['N', 'Y'],
  ['false', 'true'],
  ['FALSE', 'TRUE'],
  ['False', 'True'],
  ['f', 'm'],
  ['F', 'M'],
  ['female', 'male'],
];

/** The field that describes a column, or why there is none. */
export function inferField(column: RawColumn, missing: ReadonlySet<string>, minimumCellSize: number): InferredField {
  const { name } = column;
  const present = column.cells.filter((cell) => !missing.has(cell));
  const counts = new Map<string, number>();
  for (const cell of present) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const distinct = [...counts.keys()];
  if (distinct.length === 0) return leftOut(name, 'it has no value');
  if (name === '') return leftOut('without a name', 'a column needs a name');
  if (IDENTIFIER.test(name)) return leftOut(name, 'it looks like an identifier');
  if (distinct.every((cell) => DATE.test(cell))) return leftOut(name, 'dates identify patients; use durations');
  const numbers = distinct.map((cell) => parseNumber(cell, column.decimalComma));
  const isNumeric = numbers.every((value) => value !== undefined);
  const fewWholeNumbers = distinct.length <= MOST_NUMERIC_STATES && numbers.every((value) => Number.isInteger(value));
  if (isNumeric && !fewWholeNumbers) return { field: inferNumericField(column, present, missing) };
  if (distinct.length > MOST_STATES) return leftOut(name, 'it looks like an identifier or free text');
  return inferStates(column, counts, present.length < column.cells.length, minimumCellSize, isNumeric);
}

function inferStates(
  { name }: RawColumn,
  counts: ReadonlyMap<string, number>,
  hasMissing: boolean,
  minimumCellSize: number,
  isNumeric: boolean,
): InferredField {
  const pair = PAIRS.find((states) => [...counts.keys()].every((state) => states.includes(state)));
  const states = pair ? [...pair] : [...counts.keys()].filter((state) => (counts.get(state) ?? 0) >= minimumCellSize);
  const omitted = pair ? 0 : counts.size - states.length;
  if (states.length === 0) return leftOut(name, `no state has ${minimumCellSize} rows or more`);
  states.sort((a, b) => (isNumeric ? Number(a) - Number(b) : a < b ? -1 : 1));
  const field: CategoricalField = {
    kind: 'categorical',
    name,
    outcome: false,
    // Rows of a state that isn't written have to leave the cell empty.
    required: !hasMissing && omitted === 0,
    states,
    ordered: isNumeric && states.length > 2,
  };
  if (omitted === 0) return { field };
  const what = omitted === 1 ? '1 state is' : `${omitted} states are`;
  const why = `because fewer than ${minimumCellSize} rows have it`;
  return {
    field,
    note: `Column ${name}: ${what} not written, ${why}. A table with it is refused until it is added here or left empty there.`,
  };
}

function leftOut(name: string, why: string): InferredField {
  return { field: undefined, note: `Column ${name} is left out: ${why}.` };
}

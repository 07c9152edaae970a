import type { ErrorCode } from '#errors/codes';
import type { CategoricalField, Field, NumericField } from '../dictionary.ts';
import { numericStates } from './numeric-states.ts';

/** In which way a cell doesn't fit its field. */
export type CellMisfit = 'missing' | 'unknownState' | 'wrongType' | 'notWhole' | 'belowMinimum' | 'aboveMaximum';

/** What a cell says that can't be taken, without the cell's content. */
export interface CellProblem {
  readonly misfit: CellMisfit;
  readonly code: ErrorCode;
  readonly what: string;
  readonly todo: string;
  /** What comes nearest to the cell among what its field allows: a bound, a whole number, or missing (−1 or NaN). */
  readonly nearest: number;
}

/** Turns a cell's text into a code or a number (−1 or NaN when missing), or says what is wrong with it. */
export type CellReader = (text: string) => number | CellProblem;

export interface CellFormat {
  readonly missingValues: ReadonlySet<string>;
  /** Whether 3,5 is three and a half. */
  readonly decimalComma: boolean;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export function cellReaderOf(field: Field, format: CellFormat): CellReader {
  return field.kind === 'categorical' ? categoryReader(field, format) : numberReader(field, format);
}

function categoryReader(field: CategoricalField, format: CellFormat): CellReader {
  const codes = new Map(field.states.map((state, code) => [state, code]));
  const sameNumber = numericStates(field.states, format.decimalComma);
  const unknown: CellProblem = {
    misfit: 'unknownState',
    code: 'CL-DATA-004',
    what: `The category is not in the data dictionary, which has: ${field.states.join(', ')}.`,
    todo: 'Correct the cell, leave it empty, or agree on a dictionary that has the category.',
    nearest: -1,
  };
  const missing = field.required ? missingProblem(-1) : -1;
  return (text) => {
    const code = codes.get(text);
    if (code !== undefined) return code;
    const trimmed = text.trim();
    if (format.missingValues.has(trimmed) || trimmed === '') return missing;
    return codes.get(trimmed) ?? sameNumber(trimmed) ?? unknown;
  };
}

function numberReader(field: NumericField, format: CellFormat): CellReader {
  const { wrongType, notWhole, belowMinimum, aboveMaximum } = numberProblems(field);
  const missing = field.required ? missingProblem(Number.NaN) : Number.NaN;
  return (text) => {
    const trimmed = text.trim();
    if (format.missingValues.has(trimmed) || trimmed === '') return missing;
    const plain = format.decimalComma ? trimmed.replace(',', '.') : trimmed;
    if (!NUMBER.test(plain)) return wrongType;
    const value = Number(plain);
    const allowed = field.integer ? Math.round(value) : value;
    if (allowed < field.minimum) return belowMinimum;
    if (allowed > field.maximum) return aboveMaximum;
    return allowed === value ? value : { ...notWhole, nearest: allowed };
  };
}

function numberProblems(field: NumericField) {
  const wrongType: CellProblem = {
    misfit: 'wrongType',
    code: 'CL-DATA-003',
    what: field.integer ? 'The cell is not a whole number.' : 'The cell is not a number.',
    todo: 'Correct the cell, leave it empty, or add its text to missingValues of the dictionary.',
    nearest: Number.NaN,
  };
  const outOfRange = {
    code: 'CL-DATA-008',
    what: `The value is not within ${field.minimum} and ${field.maximum}${field.unit ? ` ${field.unit}` : ''}.`,
    todo: 'Check the unit and the value, leave the cell empty, or agree on a dictionary with wider bounds.',
  } as const;
  const notWhole: CellProblem = { ...wrongType, misfit: 'notWhole' };
  const least = field.integer ? Math.ceil(field.minimum) : field.minimum;
  const most = field.integer ? Math.floor(field.maximum) : field.maximum;
  const belowMinimum: CellProblem = { ...outOfRange, misfit: 'belowMinimum', nearest: least };
  const aboveMaximum: CellProblem = { ...outOfRange, misfit: 'aboveMaximum', nearest: most };
  return { wrongType, notWhole, belowMinimum, aboveMaximum };
}

function missingProblem(nearest: number): CellProblem {
  return {
    misfit: 'missing',
    code: 'CL-DATA-011',
    what: 'The cell is empty although the data dictionary requires a value.',
    todo: 'Fill in the cell, or agree on a dictionary that does not require it.',
    nearest,
  };
}

import type { ErrorCode } from '#errors/codes';
import type { CategoricalField, Field, NumericField } from '../dictionary.ts';

/** What a cell says that can't be taken, without the cell's content. */
export interface CellProblem {
  readonly code: ErrorCode;
  readonly what: string;
  readonly todo: string;
}

/** Turns a cell's text into a code or a number (−1 or NaN when missing), or says what is wrong with it. */
export type CellReader = (text: string) => number | CellProblem;

export interface CellFormat {
  readonly missingValues: ReadonlySet<string>;
  /** Whether 3,5 is three and a half. */
  readonly decimalComma: boolean;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WHOLE_AS_DECIMAL = /^([+-]?\d+)\.0+$/;

export function cellReaderOf(field: Field, format: CellFormat): CellReader {
  return field.kind === 'categorical' ? categoryReader(field, format) : numberReader(field, format);
}

function categoryReader(field: CategoricalField, format: CellFormat): CellReader {
  const codes = new Map(field.states.map((state, code) => [state, code]));
  const unknown: CellProblem = {
    code: 'CL-DATA-004',
    what: `The category is not in the data dictionary, which has: ${field.states.join(', ')}.`,
    todo: 'Correct the cell, leave it empty, or agree on a dictionary that has the category.',
  };
  return (text) => {
    const code = codes.get(text);
    if (code !== undefined) return code;
    const trimmed = text.trim();
    if (format.missingValues.has(trimmed) || trimmed === '') return field.required ? missing() : -1;
    // Spreadsheets and data frames write whole numbers as 1.0 once a cell of the column is empty.
    return codes.get(trimmed) ?? codes.get(trimmed.replace(WHOLE_AS_DECIMAL, '$1')) ?? unknown;
  };
}

function numberReader(field: NumericField, format: CellFormat): CellReader {
  const wrongType: CellProblem = {
    code: 'CL-DATA-003',
    what: field.integer ? 'The cell is not a whole number.' : 'The cell is not a number.',
    todo: 'Correct the cell, leave it empty, or add its text to missingValues of the dictionary.',
  };
  const outOfRange: CellProblem = {
    code: 'CL-DATA-008',
    what: `The value is not within ${field.minimum} and ${field.maximum}${field.unit ? ` ${field.unit}` : ''}.`,
    todo: 'Check the unit and the value, leave the cell empty, or agree on a dictionary with wider bounds.',
  };
  return (text) => {
    const trimmed = text.trim();
    if (format.missingValues.has(trimmed) || trimmed === '') return field.required ? missing() : Number.NaN;
    const plain = format.decimalComma ? trimmed.replace(',', '.') : trimmed;
    if (!NUMBER.test(plain)) return wrongType;
    const value = Number(plain);
    if (field.integer && !Number.isInteger(value)) return wrongType;
    return value >= field.minimum && value <= field.maximum ? value : outOfRange;
  };
}

function missing(): CellProblem {
  return {
    code: 'CL-DATA-011',
    what: 'The cell is empty although the data dictionary requires a value.',
    todo: 'Fill in the cell, or agree on a dictionary that does not require it.',
  };
}

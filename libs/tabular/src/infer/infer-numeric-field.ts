import type { NumericField } from '../dictionary.ts';
import type { RawColumn } from './raw-columns.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const MOST_DECIMALS = 4;
/** Share of zeros from which 0 counts as a point mass. */
const POINT_MASS = 0.1;
/** A right tail is long when the 95th percentile lies so many times further from the median than the 5th. */
const LONG_TAIL = 3;

export function parseNumber(cell: string, decimalComma: boolean): number | undefined {
  const plain = decimalComma ? cell.replace(',', '.') : cell;
  return NUMBER.test(plain) ? Number(plain) : undefined;
}

/** A numeric field with a role that suits the values' distribution and bounds well beyond them. */
export function inferNumericField(
  column: RawColumn,
  present: readonly string[],
  missing: ReadonlySet<string>,
): NumericField {
  const values = present.map((cell) => parseNumber(cell, column.decimalComma) ?? Number.NaN).sort((a, b) => a - b);
  const integer = values.every(Number.isInteger);
  const decimals = integer ? 0 : Math.min(MOST_DECIMALS, Math.max(...decimalCounts(present)));
  const role = roleOf(values);
  return {
    kind: 'numeric',
    name: column.name,
    outcome: false,
    required: !column.cells.some((cell) => missing.has(cell)),
    role,
    integer,
    decimals,
    unit: '',
    ...generousBounds(values[0], values[values.length - 1], role === 'log' ? 10 ** -decimals : 0),
    modalValues: role === 'mixed' ? [0] : [],
  };
}

/**
 * Bounds well outside least and greatest value, rounded outwards to 1, 2 or 5 times a power of ten, so that they tell
 * neither. From `floor` for values that are all positive (0 or the least positive value of the column's decimals).
 */
export function generousBounds(least: number, greatest: number, floor: number): { minimum: number; maximum: number } {
  const reach = 1.5 * Math.max(Math.abs(least), Math.abs(greatest), Number.MIN_VALUE);
  const bound = roundUp(reach);
  return { minimum: least < 0 ? -bound : floor, maximum: bound };
}

function roundUp(value: number): number {
  const exponent = Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((step) => Number(`${step}e${exponent}`) >= value) ?? 10;
  return Math.max(Number(`${factor}e${exponent}`), 1);
}

function* decimalCounts(cells: readonly string[]): Generator<number> {
  for (const cell of cells) yield (/[.,](\d+)/.exec(cell)?.[1] ?? '').length;
}

function roleOf(sorted: readonly number[]): NumericField['role'] {
  if (sorted[0] < 0) return 'continuous';
  const zeros = sorted.filter((value) => value === 0).length / sorted.length;
  if (zeros >= POINT_MASS) return 'mixed';
  const quantile = (p: number) => sorted[Math.floor(p * (sorted.length - 1))];
  const right = quantile(0.95) - quantile(0.5);
  const left = quantile(0.5) - quantile(0.05);
  return sorted[0] > 0 && right > LONG_TAIL * left ? 'log' : 'continuous';
}

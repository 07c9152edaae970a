import type { NumericField } from '#tabular/dictionary';

/** Bounds of a value, in units of the field's last decimal, both inclusive. */
export interface UnitBounds {
  readonly least: number;
  readonly greatest: number;
}

/** Bounds of a number, in units. */
export function unitBounds({ decimals }: NumericField, { least, greatest }: UnitBounds): UnitBounds {
  const unit = 10 ** decimals;
  return { least: Math.ceil(least * unit - 1e-6), greatest: Math.floor(greatest * unit + 1e-6) };
}

/** Within both; undefined is unbounded. */
export function commonBounds(a: UnitBounds | undefined, b: UnitBounds | undefined): UnitBounds | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { least: Math.max(a.least, b.least), greatest: Math.min(a.greatest, b.greatest) };
}

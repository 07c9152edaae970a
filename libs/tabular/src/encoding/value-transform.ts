import type { NumericField } from '../dictionary.ts';
import { logShift } from '../log-transform.ts';

/** What happens to a numeric value before modes are fitted: ln for logarithmic columns, then standardisation. */
export interface ValueTransform {
  /** ln(x + shift); null: no logarithm. */
  readonly logShift: number | null;
  readonly centre: number;
  /** More than 0. */
  readonly scale: number;
}

/** Without standardisation. */
export function plainTransform(field: NumericField): ValueTransform {
  const isLog = field.role === 'log' || field.log === true;
  return { logShift: isLog ? logShift(field.minimum) : null, centre: 0, scale: 1 };
}

export function transformValue(transform: ValueTransform, value: number): number {
  const plain = transform.logShift === null ? value : Math.log(value + transform.logShift);
  return (plain - transform.centre) / transform.scale;
}

/** The inverse of `transformValue`. */
export function restoreValue(transform: ValueTransform, transformed: number): number {
  const plain = transformed * transform.scale + transform.centre;
  return transform.logShift === null ? plain : Math.exp(plain) - transform.logShift;
}

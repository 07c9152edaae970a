/** The least of 1, 2 and 5 × 10ᵏ that is `least` or more. */
export function niceStep(least: number): number {
  const power = Math.floor(Math.log10(least));
  const digit = [1, 2, 5].find((candidate) => candidate * 10 ** power >= least * (1 - 1e-9));
  return digit === undefined ? Number(`1e${power + 1}`) : Number(`${digit}e${power}`);
}

/** The nearest multiple of the step; the value itself for a step of 0. */
export function toStep(value: number, step: number): number {
  if (!(step > 0) || !Number.isFinite(value)) return value;
  return Number((Math.round(value / step) * step).toPrecision(15));
}

/** Of a share, an odds or hazard ratio and their limits where the patients behind them aren't told. */
export function toDigits(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}

/** Digits of ratios and shares, and of p values, where the patients behind them aren't told. */
export const ROUNDED_DIGITS = 2;
export const ROUNDED_P_DIGITS = 1;

/** A score of one or several draws: their mean, and their standard deviation where there are several. */
export interface Repeated {
  readonly mean: number;
  /** With n − 1. */
  readonly deviation?: number;
}

/** Of the draws in which it is defined; NaN where it is in none. */
export function repeated(draws: readonly number[]): Repeated {
  const known = draws.filter((value) => !Number.isNaN(value));
  if (known.length < 2) return { mean: known[0] ?? Number.NaN };
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (known.length - 1)) };
}

import { normalLimit } from '#statistics/wald';

/** An estimate with its 95 % confidence interval; null: not defined. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

/** Null where the value isn't finite; no interval where a limit isn't. */
export function estimateOf(value: number, [lower, upper]: readonly [number, number]): Estimate | null {
  if (!Number.isFinite(value)) return null;
  return { value, interval: Number.isFinite(lower) && Number.isFinite(upper) ? [lower, upper] : null };
}

const Z = normalLimit(0.95);

/** Value ± 1.96 standard errors, cut to [0, 1]. */
export function shareInterval(value: number, standardError: number): [number, number] {
  const margin = Z * standardError;
  return [Math.max(0, value - margin), Math.min(1, value + margin)];
}

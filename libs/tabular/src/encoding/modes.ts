import { DEFAULT_MIXTURE_OPTIONS, fitMixture, logConstants, type WeightedPoints } from './bayesian-mixture.ts';
import { kMeansLabels } from './k-means.ts';

/** A fitted mixture as far as encoding needs it; K entries each. */
export interface Modes {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** ln ρ_k(x) = logConstants_k − ½((x − means_k)/deviations_k)². */
  readonly logConstants: readonly number[];
  /** Components that stand for a mode, ascending; the others only take part in the posterior. */
  readonly kept: readonly number[];
}

const SMALLEST_WEIGHT = 0.005;
/** Added to a kept mode's posterior, so that each has a chance of being sampled. */
const POSTERIOR_FLOOR = 1e-6;

/** Modes of weighted points; none when there are no points. */
export function fitModes(points: WeightedPoints): Modes {
  if (points.x.length === 0) return { means: [], deviations: [], logConstants: [], kept: [] };
  const { posterior, weights } = fitMixture(points, kMeansLabels(points, DEFAULT_MIXTURE_OPTIONS.components));
  const all: Modes = {
    means: Array.from(posterior.mean),
    deviations: Array.from(posterior.variance, Math.sqrt),
    logConstants: Array.from(logConstants(posterior)),
    kept: Array.from(weights.keys()),
  };
  const likeliest = new Set(Array.from(points.x, (x) => argmax(posteriorOf(all, x))));
  const kept = all.kept.filter((k) => weights[k] > SMALLEST_WEIGHT && likeliest.has(k));
  return { ...all, kept: kept.length > 0 ? kept : [argmax(weights)] };
}

/** The posterior of the kept modes at x, in their order: over all components first, then floored and renormalised. */
export function posteriorOf({ means, deviations, logConstants: constants, kept }: Modes, x: number): Float64Array {
  const logs = means.map((mean, k) => constants[k] - 0.5 * ((x - mean) / deviations[k]) ** 2);
  const highest = Math.max(...logs);
  const total = logs.reduce((sum, log) => sum + Math.exp(log - highest), 0);
  const posterior = Float64Array.from(kept, (k) => Math.exp(logs[k] - highest) / total + POSTERIOR_FLOOR);
  const keptTotal = posterior.reduce((sum, share) => sum + share, 0);
  return posterior.map((share) => share / keptTotal);
}

/** Expected number of rows in each kept mode. */
export function expectedUsage(modes: Modes, points: WeightedPoints): Float64Array {
  const usage = new Float64Array(modes.kept.length);
  for (let i = 0; i < points.x.length; i++) {
    posteriorOf(modes, points.x[i]).forEach((share, mode) => (usage[mode] += points.weight[i] * share));
  }
  return usage;
}

export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

import { solvePositiveDefinite } from './cholesky.ts';

/** A concave log-likelihood at a point of p parameters. */
export interface Likelihood {
  readonly logLikelihood: number;
  /** Gradient, length p. */
  readonly score: Float64Array;
  /** Negative Hessian, p × p row by row; the lower triangle suffices. */
  readonly information: Float64Array;
}

export interface MaximumOptions {
  /** Default 60. */
  readonly iterations?: number;
  /** Largest change of a parameter that counts as converged; default 1e-9. */
  readonly tolerance?: number;
  /** Rise of the log-likelihood, relative to its size, that counts as converged too; by default none. */
  readonly likelihoodTolerance?: number;
  /** Whether the log-likelihood provably never falls, and somewhere rises, along a direction: then it has no maximum. */
  readonly isMonotone?: (direction: Float64Array) => boolean;
}

export interface Maximum {
  readonly outcome: 'converged' | 'monotone' | 'not-converged';
  readonly parameters: Float64Array;
  readonly likelihood: Likelihood;
  readonly iterations: number;
  /** Along which the log-likelihood rises for ever, when it is monotone. */
  readonly direction?: Float64Array;
}

/** A rise of a monotone log-likelihood, relative to its size, at which it has as good as reached its supremum. */
const FLAT = 1e-9;

/** Rounding of a log-likelihood, relative to its size: a rise or fall as small can't be told. */
const ROUNDING = 1e-11;

const HALVINGS = 30;

/**
 * Maximises a concave log-likelihood by Newton's method, halving steps that would lower it. Where the log-likelihood is
 * monotone, steps soon point to where it rises; `isMonotone` proves it of a step, and the rise is followed until it is flat.
 */
export function maximise(
  likelihoodAt: (parameters: Float64Array) => Likelihood,
  start: Float64Array,
  options: MaximumOptions = {},
): Maximum {
  const { iterations = 60, tolerance = 1e-9, likelihoodTolerance, isMonotone = () => false } = options;
  let here: Point = { parameters: start, likelihood: likelihoodAt(start) };
  let direction: Float64Array | undefined;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const step = newtonStep(here.likelihood);
    const next = step && climb(likelihoodAt, here, step);
    if (step === undefined || next === undefined) break;
    if (isMonotone(step)) direction = step;
    const rise = relativeRise(here, next);
    const isFlat = likelihoodTolerance !== undefined && rise <= likelihoodTolerance;
    const isStill = isFlat || largestChange(here, next) <= tolerance;
    here = next;
    if (direction && rise <= FLAT) return { outcome: 'monotone', ...here, iterations: iteration, direction };
    if (!direction && isStill) return { outcome: 'converged', ...here, iterations: iteration };
  }
  return { outcome: direction ? 'monotone' : 'not-converged', ...here, iterations, direction };
}

interface Point {
  readonly parameters: Float64Array;
  readonly likelihood: Likelihood;
}

function newtonStep({ information, score }: Likelihood): Float64Array | undefined {
  const step = solvePositiveDefinite(Float64Array.from(information), score);
  return step?.every(Number.isFinite) ? step : undefined;
}

/** The first of the whole step, its half, its quarter … that doesn't lower the log-likelihood. */
function climb(
  likelihoodAt: (parameters: Float64Array) => Likelihood,
  { parameters, likelihood }: Point,
  step: Float64Array,
): Point | undefined {
  const rounding = ROUNDING * (1 + Math.abs(likelihood.logLikelihood));
  const expectedRise = step.reduce((sum, value, j) => sum + value * likelihood.score[j], 0) / 2;
  const least = likelihood.logLikelihood - (expectedRise <= rounding ? rounding : 0);
  for (let halving = 0, scale = 1; halving <= HALVINGS; halving++, scale /= 2) {
    const moved = parameters.map((value, j) => value + scale * step[j]);
    const next = likelihoodAt(moved);
    if (next.logLikelihood >= least) return { parameters: moved, likelihood: next };
  }
  return undefined;
}

function relativeRise({ likelihood: from }: Point, { likelihood: to }: Point): number {
  return (to.logLikelihood - from.logLikelihood) / (1 + Math.abs(to.logLikelihood));
}

function largestChange(from: Point, to: Point): number {
  return from.parameters.reduce((most, value, j) => Math.max(most, Math.abs(to.parameters[j] - value)), 0);
}

import { digamma, logBeta, logGamma } from '#statistics/distributions/special-functions';

/**
 * A Bayesian mixture of K normal distributions in one dimension with a Dirichlet-process prior on the weights (stick
 * breaking) and normal–Wishart priors on the components, fitted by variational Bayes to weighted points. The updates are
 * those of spec A.1 (Blei & Jordan 2006; Bishop 2006, ch. 10.2), with a weight and a variance to each point, so that the
 * points may be the bins of a histogram.
 */
export interface WeightedPoints {
  readonly x: Float64Array;
  /** The number of rows at the point, not all 0. */
  readonly weight: Float64Array;
  /** Variance of the rows within the point (a bin's), 0 for exact values. */
  readonly variance: Float64Array;
}

/** The variational posterior; K entries each. */
export interface MixturePosterior {
  /** Beta parameters of the stick-breaking fractions. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Precision of the mean, in units of the component's precision. */
  readonly beta: Float64Array;
  readonly mean: Float64Array;
  /** Degrees of freedom. */
  readonly nu: Float64Array;
  readonly variance: Float64Array;
}

export interface MixturePrior {
  /** Concentration γ of the Dirichlet process. */
  readonly concentration: number;
  readonly mean: number;
  readonly variance: number;
}

export interface MixtureFit {
  readonly posterior: MixturePosterior;
  /** E(π_k), summing to 1. */
  readonly weights: Float64Array;
  /** The lower bound after each iteration, up to a constant. */
  readonly bounds: readonly number[];
}

export interface MixtureOptions {
  readonly components: number;
  readonly concentration: number;
  readonly maximumIterations: number;
  /** Stop when the bound changes by less. */
  readonly tolerance: number;
}

export const DEFAULT_MIXTURE_OPTIONS: MixtureOptions = {
  components: 10,
  concentration: 1e-3,
  maximumIterations: 100,
  tolerance: 1e-3,
};

const SMALLEST_COUNT = 10 * Number.EPSILON;
const VARIANCE_FLOOR = 1e-6;
const LOG_2PI = Math.log(2 * Math.PI);

/** Prior with the mean and the sample variance of the points. */
export function empiricalPrior(points: WeightedPoints, concentration: number): MixturePrior {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < points.x.length; i++) {
    total += points.weight[i];
    sum += points.weight[i] * points.x[i];
  }
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < points.x.length; i++) {
    squares += points.weight[i] * ((points.x[i] - mean) ** 2 + points.variance[i]);
  }
  return { concentration, mean, variance: Math.max(squares / Math.max(total - 1, 1), VARIANCE_FLOOR) };
}

/**
 * Fits from hard initial labels (one component index per point).
 * The result depends on the points and labels alone; equal histograms give equal fits.
 */
export function fitMixture(
  points: WeightedPoints,
  labels: ArrayLike<number>,
  options: MixtureOptions = DEFAULT_MIXTURE_OPTIONS,
): MixtureFit {
  const prior = empiricalPrior(points, options.concentration);
  const responsibilities = new Float64Array(points.x.length * options.components);
  for (let i = 0; i < points.x.length; i++) responsibilities[i * options.components + labels[i]] = 1;
  let posterior = maximise(points, responsibilities, prior);
  const bounds: number[] = [];
  for (let iteration = 0; iteration < options.maximumIterations; iteration++) {
    const entropy = expect(points, posterior, responsibilities);
    posterior = maximise(points, responsibilities, prior);
    bounds.push(entropy + posteriorBound(posterior));
    if (Math.abs(bounds[iteration] - (bounds[iteration - 1] ?? -Infinity)) < options.tolerance) break;
  }
  return { posterior, weights: stickWeights(posterior), bounds };
}

/** The M step: the posterior from responsibilities (points × K, row-major, each row summing to 1). */
export function maximise(
  points: WeightedPoints,
  responsibilities: Float64Array,
  prior: MixturePrior,
): MixturePosterior {
  const K = responsibilities.length / points.x.length;
  const counts = new Float64Array(K).fill(SMALLEST_COUNT);
  const means = new Float64Array(K);
  const scatters = new Float64Array(K);
  for (let i = 0; i < points.x.length; i++) {
    for (let k = 0; k < K; k++) {
      const share = points.weight[i] * responsibilities[i * K + k];
      counts[k] += share;
      means[k] += share * points.x[i];
    }
  }
  for (let k = 0; k < K; k++) means[k] /= counts[k];
  for (let i = 0; i < points.x.length; i++) {
    for (let k = 0; k < K; k++) {
      const share = points.weight[i] * responsibilities[i * K + k];
      scatters[k] += share * ((points.x[i] - means[k]) ** 2 + points.variance[i]);
    }
  }
  return posteriorFrom(counts, means, scatters, prior);
}

/**
 * The E step: fills `responsibilities` from the posterior.
 * @returns the entropy term of the bound, −Σ w r ln r.
 */
export function expect(points: WeightedPoints, posterior: MixturePosterior, responsibilities: Float64Array): number {
  const K = posterior.mean.length;
  const constants = logConstants(posterior);
  const logDensities = new Float64Array(K);
  let entropy = 0;
  for (let i = 0; i < points.x.length; i++) {
    let highest = -Infinity;
    for (let k = 0; k < K; k++) {
      const square = (points.x[i] - posterior.mean[k]) ** 2 + points.variance[i];
      logDensities[k] = constants[k] - (0.5 * square) / posterior.variance[k];
      highest = Math.max(highest, logDensities[k]);
    }
    let total = 0;
    for (let k = 0; k < K; k++) total += Math.exp(logDensities[k] - highest);
    const logTotal = highest + Math.log(total);
    for (let k = 0; k < K; k++) {
      const logShare = logDensities[k] - logTotal;
      const share = Math.exp(logShare);
      responsibilities[i * K + k] = share;
      if (share > 0) entropy -= points.weight[i] * share * logShare;
    }
  }
  return entropy;
}

/** ln ρ_k(x) = constant_k − (x − mean_k)² / (2 variance_k): all that a component's responsibility depends on. */
export function logConstants({ a, b, beta, nu, variance }: MixturePosterior): Float64Array {
  let stick = 0;
  return a.map((ak, k) => {
    const logWeight = digamma(ak) - digamma(ak + b[k]) + stick;
    stick += digamma(b[k]) - digamma(ak + b[k]);
    const logPrecision = Math.LN2 + digamma(nu[k] / 2) - 1 / beta[k];
    return logWeight - 0.5 * (LOG_2PI + Math.log(variance[k]) + Math.log(nu[k]) - logPrecision);
  });
}

function posteriorFrom(
  counts: Float64Array,
  means: Float64Array,
  scatters: Float64Array,
  prior: MixturePrior,
): MixturePosterior {
  const a = counts.map((count) => 1 + count);
  const b = new Float64Array(counts.length);
  let later = 0;
  for (let k = counts.length - 1; k >= 0; k--) {
    b[k] = prior.concentration + later;
    later += counts[k];
  }
  const variance = counts.map((count, k) => {
    const within = scatters[k] + count * VARIANCE_FLOOR;
    const between = (count / a[k]) * (means[k] - prior.mean) ** 2;
    return (prior.variance + within + between) / a[k];
  });
  const mean = counts.map((count, k) => (prior.mean + count * means[k]) / a[k]);
  return { a, b, beta: a.slice(), mean, nu: a.slice(), variance };
}

/** The terms of the bound that depend on the posterior alone. */
function posteriorBound({ a, b, beta, nu, variance }: MixturePosterior): number {
  let bound = 0;
  for (let k = 0; k < a.length; k++) {
    const logDeterminant = -0.5 * Math.log(variance[k]) - 0.5 * Math.log(nu[k]);
    bound += nu[k] * logDeterminant + nu[k] * 0.5 * Math.LN2 + logGamma(nu[k] / 2);
    bound += logBeta(a[k], b[k]) - 0.5 * Math.log(beta[k]);
  }
  return bound;
}

function stickWeights({ a, b }: MixturePosterior): Float64Array {
  let left = 1;
  const weights = a.map((ak, k) => {
    const weight = (left * ak) / (ak + b[k]);
    left *= b[k] / (ak + b[k]);
    return weight;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

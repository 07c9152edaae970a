import type { WeightedPoints } from './bayesian-mixture.ts';

const MAXIMUM_ITERATIONS = 100;

/**
 * Lloyd's k-means in one dimension on weighted points, from centres at the weighted quantiles (j + ½)/k, so that equal
 * histograms give equal clusters. Clusters may stay empty.
 * @returns the cluster of each point.
 */
export function kMeansLabels({ x, weight }: WeightedPoints, k: number): Int32Array {
  let centres = quantileCentres(x, weight, k);
  let labels = nearest(x, centres);
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration++) {
    centres = clusterMeans(x, weight, labels, centres);
    const next = nearest(x, centres);
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
  }
  return labels;
}

function quantileCentres(x: Float64Array, weight: Float64Array, k: number): Float64Array {
  const order = Array.from(x.keys()).sort((i, j) => x[i] - x[j]);
  const total = weight.reduce((sum, w) => sum + w, 0);
  const centres = new Float64Array(k);
  let seen = 0;
  let next = 0;
  for (const i of order) {
    seen += weight[i];
    while (next < k && seen >= ((next + 0.5) / k) * total) centres[next++] = x[i];
  }
  return centres.fill(x[order[order.length - 1]], next);
}

function nearest(x: Float64Array, centres: Float64Array): Int32Array {
  return Int32Array.from(x, (value) => {
    let best = 0;
    for (let j = 1; j < centres.length; j++) {
      if (Math.abs(value - centres[j]) < Math.abs(value - centres[best])) best = j;
    }
    return best;
  });
}

function clusterMeans(x: Float64Array, weight: Float64Array, labels: Int32Array, previous: Float64Array): Float64Array {
  const sums = new Float64Array(previous.length);
  const counts = new Float64Array(previous.length);
  for (let i = 0; i < x.length; i++) {
    sums[labels[i]] += weight[i] * x[i];
    counts[labels[i]] += weight[i];
  }
  return previous.map((centre, j) => (counts[j] > 0 ? sums[j] / counts[j] : centre));
}

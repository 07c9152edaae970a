import type { RandomStream } from '#random/random-stream';

/**
 * Systematic sampling (Madow 1949): `n` rows at equal steps of the cumulated weights from one random start, ascending. A
 * row with weight w is drawn ⌊nw/Σw⌋ or one more times.
 */
export function systematicDraw(weights: Float64Array, n: number, stream: RandomStream): Int32Array {
  const step = weights.reduce((total, weight) => total + weight, 0) / n;
  const drawn = new Int32Array(n);
  let next = stream.uniform() * step;
  let cumulated = 0;
  let count = 0;
  for (let row = 0; row < weights.length && count < n; row++) {
    cumulated += weights[row];
    for (; count < n && next < cumulated; next += step) drawn[count++] = row;
  }
  // Rounding may leave the last one out.
  while (count < n) drawn[count++] = lastPositive(weights);
  return drawn;
}

function lastPositive(weights: Float64Array): number {
  return Math.max(
    0,
    weights.findLastIndex((weight) => weight > 0),
  );
}

import { RandomStream, type Seed } from '#random/random-stream';

/**
 * Row indices of `siteCount` simulated sites: shuffled rows cut into shares. `skewed` gives the k-th site a share
 * proportional to 1/k, as a few large and many small trial centres have; every site gets at least one row.
 */
export function partitionRows(
  rowCount: number,
  siteCount: number,
  sizes: 'equal' | 'skewed',
  seed: Seed,
): Int32Array[] {
  const order = RandomStream.derive(seed, 'partition').permutation(rowCount);
  const weights = Array.from({ length: siteCount }, (_, k) => (sizes === 'equal' ? 1 : 1 / (k + 1)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spare = rowCount - siteCount;
  let cumulative = 0;
  let start = 0;
  return weights.map((weight, k) => {
    cumulative += weight;
    const end = k + 1 + Math.round((spare * cumulative) / total);
    const rows = order.subarray(start, end).toSorted();
    start = end;
    return rows;
  });
}

import { GraphError } from '../graph/graph-error.ts';
import type { Tensor } from '../graph/tensor.ts';
import { reshape } from './reshape.ts';
import { concat, split } from './slice.ts';
import { logSoftmax, softmax } from './softmax.ts';

/**
 * Softmax within each of several neighbouring column blocks of a matrix [rows, Σ blockSizes]. Runs of blocks of equal
 * width are one operation: order the columns by width where that is free.
 */
export function blockSoftmax(x: Tensor, blockSizes: readonly number[]): Tensor {
  return perBlock('blockSoftmax', x, blockSizes, softmax);
}

/** The logarithm of blockSoftmax, without overflow. */
export function blockLogSoftmax(x: Tensor, blockSizes: readonly number[]): Tensor {
  return perBlock('blockLogSoftmax', x, blockSizes, logSoftmax);
}

function perBlock(
  operation: string,
  x: Tensor,
  blockSizes: readonly number[],
  apply: (blocks: Tensor, axis: number) => Tensor,
): Tensor {
  if (x.shape.length !== 2) throw new GraphError(operation, 'takes a matrix', [x.shape]);
  const runs = equalRuns(blockSizes);
  const parts = split(
    x,
    runs.map(({ width, count }) => width * count),
    1,
  );
  const results = runs.map(({ width, count }, index) =>
    reshape(apply(reshape(parts[index], [x.shape[0] * count, width]), 1), parts[index].shape),
  );
  return concat(results, 1);
}

interface Run {
  readonly width: number;
  readonly count: number;
}

function equalRuns(sizes: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const width of sizes) {
    const last = runs.at(-1);
    if (last?.width === width) runs[runs.length - 1] = { width, count: last.count + 1 };
    else runs.push({ width, count: 1 });
  }
  return runs;
}

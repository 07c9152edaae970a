import { GraphError } from '../graph/graph-error.ts';
import { sameShape, type Tensor } from '../graph/tensor.ts';

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * Matrix product of the last two axes: [m, k] · [k, n] → [m, n], or the same for each index of one equal batch axis
 * before them. Throws GraphError when the inner lengths differ.
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  const rank = a.shape.length;
  if (rank < 2 || rank > 3 || b.shape.length !== rank || !sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2)))
    throw new GraphError('matmul', 'takes two matrices, or two batches of as many', [a.shape, b.shape]);
  const [m, innerA] = matrixAxes(a, transposeA);
  const [innerB, n] = matrixAxes(b, transposeB);
  if (innerA !== innerB)
    throw new GraphError('matmul', `the inner lengths ${innerA} and ${innerB} differ`, [a.shape, b.shape]);
  return a.scope.emit({ kind: 'matmul', transposeA, transposeB }, [a, b], [...a.shape.slice(0, -2), m, n], {
    pullback: (seed) => [
      transposeA
        ? matmul(b, seed, { transposeA: transposeB, transposeB: true })
        : matmul(seed, b, { transposeB: !transposeB }),
      transposeB
        ? matmul(seed, a, { transposeA: true, transposeB: transposeA })
        : matmul(a, seed, { transposeA: !transposeA }),
    ],
  });
}

function matrixAxes(x: Tensor, transposed: boolean): [number, number] {
  const [rows, columns] = x.shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

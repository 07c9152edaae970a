import { permute } from '#compute/ops/gather';
import { fill } from '#compute/ops/sum';
import type { Transform } from './transform.ts';

/** Reorders the columns: column i of the result is column order[i]. */
export function permutation(order: Int32Array): Transform {
  const inverse = new Int32Array(order.length);
  order.forEach((place, i) => (inverse[place] = i));
  return {
    specs: [],
    dropouts: 0,
    forward: (_, x) => ({ value: permute(x, order, 1), logDeterminant: fill(x.scope, 0, [x.shape[0]]) }),
    inverse: (_, z) => permute(z, inverse, 1),
  };
}

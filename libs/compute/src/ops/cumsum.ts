import type { Tensor } from '../graph/tensor.ts';
import { axisOf } from './shapes.ts';

export interface CumsumOptions {
  /** Leaves each element out of its own sum. */
  readonly exclusive?: boolean;
  /** Adds up from the end. */
  readonly reverse?: boolean;
}

/** Running sums along one axis. */
export function cumsum(x: Tensor, axis: number, options: CumsumOptions = {}): Tensor {
  const along = axisOf('cumsum', x.shape, axis);
  const { exclusive = false, reverse = false } = options;
  return x.scope.emit({ kind: 'cumsum', axis: along, exclusive, reverse }, [x], x.shape, {
    pullback: (seed) => [cumsum(seed, along, { exclusive, reverse: !reverse })],
  });
}

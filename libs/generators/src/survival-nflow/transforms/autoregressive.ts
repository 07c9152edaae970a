/** Each column is mapped under parameters that depend on the columns before it (Papamakarios et al. 2017). */
import type { Tensor } from '#compute/graph/tensor';
import { reshape } from '#compute/ops/reshape';
import { concat, sliceAxis } from '#compute/ops/slice';
import { reduceSum } from '#compute/ops/sum';
import type { ElementMap } from './element-map.ts';
import { made } from './made.ts';
import type { ResidualSettings } from './residual-network.ts';
import type { Transform } from './transform.ts';

/** The inverse takes one pass per column, each of which computes what that column needs. */
export function autoregressive(dims: number, map: ElementMap, network: ResidualSettings): Transform {
  const columns = Array.from({ length: dims }, (_, column) => column);
  const outputGroups = Array.from({ length: map.parameters }, () => columns).flat();
  const conditioner = made({ ...network, inputGroups: columns, outputGroups });
  return {
    specs: conditioner.specs,
    dropouts: network.blocks,
    forward: (parameters, x, inputs) => {
      const raw = conditioner.forward(parameters, x, inputs);
      const { value, logDerivative } = map.forward(x, reshape(raw, [x.shape[0], map.parameters, dims]));
      return { value, logDeterminant: reduceSum(logDerivative, [1]) };
    },
    inverse: (parameters, z, context) => {
      const [rows] = z.shape;
      let known: Tensor | undefined;
      for (const column of columns) {
        const raw = conditioner.group(parameters, column, rows, known, context);
        const { value } = map.inverse(sliceAxis(z, 1, column, 1), reshape(raw, [rows, map.parameters, 1]));
        known = known === undefined ? value : concat([known, value], 1);
      }
      return known!;
    },
  };
}

/**
 * Runs static graphs in float64, one plain loop per operation: what specs hold formulas to when float32 is too coarse.
 * Build such a graph with `new Graph('float64')`, so that its constants are not rounded either.
 */
import { GraphError } from '../../graph/graph-error.ts';
import type { StaticGraph } from '../../graph/static-graph.ts';
import { sizeOf } from '../../graph/tensor.ts';
import { computeReference, type Held } from './compute-reference.ts';

/** Every output, row-major. Throws GraphError for an input that is not fed or has another size. */
export function runReference(
  graph: StaticGraph,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
): Record<string, Float64Array> {
  const values: Held[] = [];
  for (const { operation, inputs, shape } of graph.nodes) {
    const data =
      operation.kind === 'input'
        ? fed(operation.name, feeds[operation.name], sizeOf(shape))
        : operation.kind === 'constant'
          ? Float64Array.from(operation.data)
          : computeReference(
              operation,
              inputs.map((input) => values[input]),
              shape,
            );
    values.push({ shape, data });
  }
  return Object.fromEntries(graph.outputs.map(({ name, node }) => [name, values[node].data.slice()]));
}

function fed(name: string, values: ArrayLike<number> | undefined, size: number): Float64Array {
  if (values?.length !== size) throw new GraphError('run', `the input ${name} is not fed with ${size} values`);
  return Float64Array.from(values);
}

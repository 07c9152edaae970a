import { operationKey } from './operation.ts';
import type { GraphInput, GraphNode, StaticGraph } from './static-graph.ts';
import type { Tensor } from './tensor.ts';

/** Lists what the outputs depend on in order of construction, without stopGradient and without duplicates. */
export function buildStaticGraph(outputs: ReadonlyMap<string, Tensor>): StaticGraph {
  const nodes: GraphNode[] = [];
  const places = new Map<Tensor, number>();
  const known = new Map<string, number>();
  for (const tensor of ancestors(outputs.values())) {
    const inputs = tensor.inputs.map((input) => places.get(input)!);
    if (tensor.operation.kind === 'stopGradient') {
      places.set(tensor, inputs[0]);
      continue;
    }
    const key = operationKey(tensor.operation, inputs, tensor.shape);
    let place = known.get(key);
    if (place === undefined) {
      place = nodes.push({ operation: tensor.operation, inputs, shape: tensor.shape, dtype: tensor.dtype }) - 1;
      known.set(key, place);
    }
    places.set(tensor, place);
  }
  return {
    nodes,
    inputs: nodes.flatMap(inputOf),
    outputs: Array.from(outputs, ([name, tensor]) => ({ name, shape: tensor.shape, node: places.get(tensor)! })),
  };
}

/** Every tensor that the given ones depend on, themselves included, in order of construction. */
export function ancestors(tensors: Iterable<Tensor>): Tensor[] {
  const seen = new Set<Tensor>(tensors);
  for (const tensor of seen) for (const input of tensor.inputs) seen.add(input);
  return [...seen].toSorted((a, b) => a.id - b.id);
}

function inputOf(node: GraphNode): GraphInput[] {
  const { operation, shape, dtype } = node;
  return operation.kind === 'input' ? [{ name: operation.name, shape, dtype }] : [];
}

import { operationKey } from './operation.ts';
import { shortcut } from './shortcut.ts';
import type { GraphInput, GraphNode, StaticGraph } from './static-graph.ts';
import type { Tensor } from './tensor.ts';

/** Lists what the outputs depend on in order of construction, each thing computed once and by the shortest way known. */
export function buildStaticGraph(outputs: ReadonlyMap<string, Tensor>): StaticGraph {
  const list = new NodeList();
  const places = new Map<Tensor, number>();
  for (const tensor of ancestors(outputs.values())) {
    const { operation, shape, dtype } = tensor;
    const inputs = tensor.inputs.map((input) => places.get(input)!);
    places.set(tensor, list.place({ operation, inputs, shape, dtype }));
  }
  const needed = Array.from(outputs, ([name, tensor]) => ({ name, shape: tensor.shape, node: places.get(tensor)! }));
  return withoutUnused({ nodes: list.nodes, inputs: [], outputs: needed });
}

/** Every tensor that the given ones depend on, themselves included, in order of construction. */
export function ancestors(tensors: Iterable<Tensor>): Tensor[] {
  const seen = new Set<Tensor>(tensors);
  for (const tensor of seen) for (const input of tensor.inputs) seen.add(input);
  return [...seen].toSorted((a, b) => a.id - b.id);
}

class NodeList {
  readonly nodes: GraphNode[] = [];
  readonly #known = new Map<string, number>();

  /** The place of a node that computes the same. */
  place(node: GraphNode): number {
    const shorter = shortcut(node, this.nodes);
    if (typeof shorter === 'number') return shorter;
    const key = operationKey(shorter.operation, shorter.inputs, shorter.shape);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.nodes.length);
    return this.nodes.push(shorter) - 1;
  }
}

function withoutUnused({ nodes, outputs }: StaticGraph): StaticGraph {
  const used = new Set(outputs.map((output) => output.node));
  for (const place of used) for (const input of nodes[place].inputs) used.add(input);
  const kept = [...used].toSorted((a, b) => a - b);
  const places = new Map(kept.map((place, index) => [place, index]));
  const renumbered = kept.map((place) => ({
    ...nodes[place],
    inputs: nodes[place].inputs.map((input) => places.get(input)!),
  }));
  return {
    nodes: renumbered,
    inputs: renumbered.flatMap(inputOf),
    outputs: outputs.map((output) => ({ ...output, node: places.get(output.node)! })),
  };
}

function inputOf({ operation, shape, dtype }: GraphNode): GraphInput[] {
  return operation.kind === 'input' ? [{ name: operation.name, shape, dtype }] : [];
}

import type { StaticGraph } from '../graph/static-graph.ts';
import { sameShape } from '../graph/tensor.ts';

/** A sum that one matrix product with an addend computes. Both are positions of nodes. */
export interface BiasFusion {
  readonly product: number;
  readonly addend: number;
}

/** By position of the sum. A product is taken into a sum only where nothing else uses it. */
export type BiasFusions = ReadonlyMap<number, BiasFusion>;

export function findBiasFusions(graph: StaticGraph): BiasFusions {
  const uses = countUses(graph);
  const fusions = new Map<number, BiasFusion>();
  const taken = new Set<number>();
  graph.nodes.forEach((node, index) => {
    if (node.operation.kind !== 'add') return;
    const [a, b] = node.inputs;
    const isFusible = (product: number, addend: number): boolean => {
      const { operation, shape } = graph.nodes[product];
      const isMatrixProduct = operation.kind === 'matmul' && shape.length === 2 && sameShape(shape, node.shape);
      return isMatrixProduct && uses[product] === 1 && product !== addend && !taken.has(product);
    };
    const fusion = isFusible(a, b)
      ? { product: a, addend: b }
      : isFusible(b, a)
        ? { product: b, addend: a }
        : undefined;
    if (fusion === undefined) return;
    fusions.set(index, fusion);
    taken.add(fusion.product);
  });
  return fusions;
}

/** How often each node is an input of another or an output. */
function countUses(graph: StaticGraph): number[] {
  const uses = graph.nodes.map(() => 0);
  for (const node of graph.nodes) for (const input of node.inputs) uses[input]++;
  for (const output of graph.outputs) uses[output.node]++;
  return uses;
}

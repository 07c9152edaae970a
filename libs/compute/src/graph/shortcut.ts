/** Ways around intermediate results, taken once differentiation is over. */
import { broadcastShapes } from '../ops/shapes.ts';
import type { BinaryKind, OperationKind, OperationOf } from './operation.ts';
import type { GraphNode } from './static-graph.ts';
import { sameShape } from './tensor.ts';

type Nodes = readonly GraphNode[];

/** A node that computes the same from earlier results, or the place of one that already holds it. */
export function shortcut(node: GraphNode, nodes: Nodes): GraphNode | number {
  const { operation } = node;
  switch (operation.kind) {
    case 'stopGradient':
      return node.inputs[0];
    case 'neg':
      return isKind(nodes[node.inputs[0]], 'neg') ? nodes[node.inputs[0]].inputs[0] : node;
    case 'reshape':
      return unlessSame(throughReshape(node, nodes), nodes);
    case 'transpose':
      return unlessSame(throughTranspose(node, operation, nodes), nodes);
    case 'matmul':
      return throughTransposedFactors(node, operation, nodes);
    default:
      return ELEMENTWISE.has(operation.kind) ? withoutRepetition(node, nodes) : node;
  }
}

const ELEMENTWISE: ReadonlySet<OperationKind> = new Set<BinaryKind>([
  'add',
  'sub',
  'mul',
  'div',
  'maximum',
  'minimum',
  'pow',
  'greater',
]);

function throughReshape(node: GraphNode, nodes: Nodes): GraphNode {
  const inner = nodes[node.inputs[0]];
  return isKind(inner, 'reshape') ? { ...node, inputs: inner.inputs } : node;
}

function throughTranspose(node: GraphNode, { permutation }: OperationOf<'transpose'>, nodes: Nodes): GraphNode {
  const inner = nodes[node.inputs[0]];
  if (inner.operation.kind !== 'transpose') return node;
  const first = inner.operation.permutation;
  const composed = permutation.map((axis) => first[axis]);
  return { ...node, operation: { kind: 'transpose', permutation: composed }, inputs: inner.inputs };
}

/** A reshape or transpose that changes nothing is its input. */
function unlessSame(node: GraphNode, nodes: Nodes): GraphNode | number {
  const moves = node.operation.kind === 'transpose' && node.operation.permutation.some((axis, place) => axis !== place);
  return !moves && sameShape(node.shape, nodes[node.inputs[0]].shape) ? node.inputs[0] : node;
}

/** A matrix product transposes its factors itself. */
function throughTransposedFactors(node: GraphNode, operation: OperationOf<'matmul'>, nodes: Nodes): GraphNode {
  const [a, b] = node.inputs.map((input) => nodes[input]);
  const [swapsA, swapsB] = [isMatrixTranspose(a), isMatrixTranspose(b)];
  return {
    ...node,
    operation: {
      kind: 'matmul',
      transposeA: operation.transposeA !== swapsA,
      transposeB: operation.transposeB !== swapsB,
    },
    inputs: [swapsA ? a.inputs[0] : node.inputs[0], swapsB ? b.inputs[0] : node.inputs[1]],
  };
}

function isMatrixTranspose({ operation, shape }: GraphNode): boolean {
  if (operation.kind !== 'transpose') return false;
  return shape.length === 2 || (shape.length === 3 && operation.permutation[0] === 0);
}

/** An operand need not be repeated where broadcasting it with the other one gives the shape of the result as well. */
function withoutRepetition(node: GraphNode, nodes: Nodes): GraphNode {
  const inputs = [...node.inputs];
  for (const operand of [1, 0]) {
    const repeated = nodes[inputs[operand]];
    if (!isKind(repeated, 'broadcastTo')) continue;
    const [original] = repeated.inputs;
    const other = nodes[inputs[1 - operand]].shape;
    const { shape } = nodes[original];
    if (sameShape(broadcastShapes(node.operation.kind, shape, other), node.shape)) inputs[operand] = original;
  }
  return { ...node, inputs };
}

function isKind(node: GraphNode, kind: OperationKind): boolean {
  return node.operation.kind === kind;
}

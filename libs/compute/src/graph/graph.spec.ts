import { describe, expect, it } from '@jest/globals';
import { add, mul } from '../ops/arithmetic.ts';
import { conv2d } from '../ops/convolution.ts';
import { exp, stopGradient } from '../ops/elementwise.ts';
import { permute } from '../ops/gather.ts';
import { matmul } from '../ops/matmul.ts';
import { reshape, transpose } from '../ops/reshape.ts';
import { concat, slice, split } from '../ops/slice.ts';
import { broadcastTo, reduceSum } from '../ops/sum.ts';
import { Graph } from './graph.ts';
import { GraphError } from './graph-error.ts';
import type { StaticGraph } from './static-graph.ts';
import type { Tensor } from './tensor.ts';

/** The kinds of operation that a graph of one input [2, 3] ends up with. */
function kindsOf(define: (x: Tensor, graph: Graph) => Tensor): string[] {
  const graph = new Graph();
  graph.output('y', define(graph.input('x', [2, 3]), graph));
  return kinds(graph.build());
}

function kinds(graph: StaticGraph): string[] {
  return graph.nodes.map((node) => node.operation.kind);
}

describe('Graph', () => {
  it('computes equal things once', () => {
    expect(kindsOf((x) => add(exp(x), exp(x)))).toEqual(['input', 'exp', 'add']);
  });

  it('computes equal things once where only a stopped gradient tells them apart', () => {
    expect(kindsOf((x) => add(exp(x), exp(stopGradient(x))))).toEqual(['input', 'exp', 'add']);
  });

  it('leaves out what no output depends on', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    exp(graph.input('unused', [2]));
    graph.output('y', exp(x));
    const built = graph.build();
    expect(kinds(built)).toEqual(['input', 'exp']);
    expect(built.inputs.map((input) => input.name)).toEqual(['x']);
  });

  it.each<[string, (x: Tensor, graph: Graph) => Tensor]>([
    ['a factor 1', (x) => mul(x, 1)],
    ['an addend 0', (x) => add(0, x)],
    ['a repeated 1', (x, graph) => mul(x, broadcastTo(graph.constant(1), [2, 3]))],
    ['a reshape undone', (x) => reshape(reshape(x, [6]), [2, 3])],
    ['a transpose undone', (x) => transpose(transpose(x))],
    ['a permutation that moves nothing', (x) => permute(x, Int32Array.of(0, 1))],
    ['a slice of everything', (x) => slice(x, [0, 0], [2, -1])],
    ['one part joined', (x) => concat([x], 1)],
  ])('takes out %s', (_, define) => {
    expect(kindsOf(define)).toEqual(['input']);
  });

  it('lets a matrix product transpose its factors', () => {
    expect(kindsOf((x) => matmul(x, transpose(x)))).toEqual(['input', 'matmul']);
  });

  it('does not repeat what broadcasting repeats anyway', () => {
    const column = (x: Tensor): Tensor => broadcastTo(reduceSum(x, [1], true), [2, 3]);
    const row = (graph: Graph): Tensor => broadcastTo(graph.constant([1, 2, 3], [1, 3]), [2, 3]);
    expect(kindsOf((x, graph) => mul(column(x), row(graph)))).toEqual(['input', 'reduceSum', 'constant', 'mul']);
    expect(kindsOf((x) => mul(column(x), column(x)))).toContain('broadcastTo');
  });

  it('is plain data once it is built', () => {
    const graph = new Graph();
    graph.output('y', add(graph.input('x', [2]), graph.constant([1, 2])));
    const built = graph.build();
    expect(structuredClone(built)).toEqual(built);
  });
});

describe('a graph that cannot be', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 3]);
  const y = graph.input('y', [4, 5]);
  const indices = graph.input('indices', [3], 'int32');

  it.each<[string, () => unknown, string]>([
    ['matmul', () => matmul(x, y), 'matmul: the inner lengths 3 and 4 differ ([2, 3] and [4, 5])'],
    ['add', () => add(x, y), 'add: the shapes do not broadcast ([2, 3] and [4, 5])'],
    ['concat', () => concat([x, y], 0), 'concat: an axis that is not joined differs ([2, 3] and [4, 5])'],
    ['reshape', () => reshape(x, [4]), 'reshape: the shapes hold different numbers of elements ([2, 3] and [4])'],
    ['reshape', () => reshape(x, [4, -1]), 'reshape: the shapes hold different numbers of elements'],
    ['slice', () => slice(x, [0, 2], [2, 2]), 'slice: the block does not lie within x'],
    ['split', () => split(x, [1, 1], 1), 'split: the parts do not add up to the axis ([2, 3] and [1, 1])'],
    ['transpose', () => transpose(x, [0, 0]), 'transpose: [0, 0] does not reorder the axes ([2, 3])'],
    [
      'permute',
      () => permute(x, Int32Array.of(0, 0)),
      'permute: the order does not hold each place once ([2] and [2])',
    ],
    ['permute', () => permute(x, Int32Array.of(0)), 'permute: the order does not hold each place once ([2] and [1])'],
    ['broadcastTo', () => broadcastTo(x, [2, 1]), 'broadcastTo: the first shape does not broadcast to the second'],
    ['reduceSum', () => reduceSum(x, [2]), 'reduceSum: there is no axis 2 ([2, 3])'],
    ['conv2d', () => conv2d(x, y), 'conv2d: takes two tensors with four axes ([2, 3] and [4, 5])'],
    ['constant', () => graph.constant([1, 2], [3]), 'constant: 2 values do not fill the shape ([3])'],
    ['input', () => graph.input('x', [1]), 'input: the name x is taken'],
    ['input', () => graph.input('z', [0]), 'input: the axes of z must have positive integer lengths ([0])'],
    ['output', () => graph.output('x', x), 'output: the name x is taken'],
    ['output', () => graph.output('o', indices), 'output: o is not float32'],
    ['add', () => add(x, new Graph().input('x', [2, 3])), 'add: its inputs belong to different graphs'],
  ])('%s says what does not fit', (operation, define, message) => {
    expect(define).toThrow(GraphError);
    expect(define).toThrow(expect.objectContaining({ operation, message: expect.stringContaining(message) }));
  });
});

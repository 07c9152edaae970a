import type { Tensor } from '@tensorflow/tfjs-core';
import { rounded } from '../../graph/operation.ts';
import type { GraphInput, StaticGraph } from '../../graph/static-graph.ts';
import { checkFeeds, checkTargets } from '../check-feeds.ts';
import type { Feed, LoadedGraph } from '../engine.ts';
import { computeOperation } from './compute-operation.ts';
import type { Tensorflow } from './tensorflow-engine.ts';

/** Walks a graph; each intermediate value is freed after its last use, constants are kept. */
export class TensorflowGraph implements LoadedGraph {
  readonly #tensorflow: Tensorflow;
  readonly #graph: StaticGraph;
  /** By node: the nodes whose values are not needed once it is computed. */
  readonly #released: readonly (readonly number[])[];
  readonly #constants = new Map<number, Tensor>();

  constructor(tensorflow: Tensorflow, graph: StaticGraph) {
    this.#tensorflow = tensorflow;
    this.#graph = graph;
    this.#released = lastUses(graph);
    graph.nodes.forEach(({ operation, shape, dtype }, index) => {
      if (operation.kind === 'constant')
        this.#constants.set(index, tensorflow.tensor(rounded(operation.data), [...shape], dtype));
    });
  }

  async run(
    feeds: Readonly<Record<string, Feed>>,
    into: Readonly<Record<string, Float32Array>> = {},
  ): Promise<Record<string, Float32Array>> {
    checkFeeds(this.#graph, feeds);
    checkTargets(this.#graph, into);
    const values = this.#compute(feeds);
    const results: Record<string, Float32Array> = {};
    for (const { name, node } of this.#graph.outputs) {
      const result = await values[node]!.data<'float32'>();
      into[name]?.set(result);
      results[name] = into[name] ?? result;
    }
    for (const { node } of this.#graph.outputs) if (!this.#constants.has(node)) values[node]!.dispose();
    return results;
  }

  async dispose(): Promise<void> {
    for (const constant of this.#constants.values()) constant.dispose();
    this.#constants.clear();
  }

  /** The values of the output nodes, by place; all others are freed again. */
  #compute(feeds: Readonly<Record<string, Feed>>): (Tensor | undefined)[] {
    const values: (Tensor | undefined)[] = [];
    const inputs = new Map(this.#graph.inputs.map((input) => [input.name, input]));
    this.#graph.nodes.forEach((node, index) => {
      const { operation } = node;
      if (operation.kind === 'input') values[index] = this.#feed(inputs.get(operation.name)!, feeds[operation.name]);
      else if (operation.kind === 'constant') values[index] = this.#constants.get(index);
      else
        values[index] = computeOperation(
          this.#tensorflow,
          node,
          node.inputs.map((input) => values[input]!),
        );
      for (const released of this.#released[index]) values[released]!.dispose();
    });
    return values;
  }

  #feed({ shape, dtype }: GraphInput, data: Feed): Tensor {
    return this.#tensorflow.tensor(data, [...shape], dtype);
  }
}

function lastUses(graph: StaticGraph): number[][] {
  const last = graph.nodes.map((_, index) => index);
  graph.nodes.forEach((node, index) => node.inputs.forEach((input) => (last[input] = index)));
  const kept = new Set(graph.outputs.map((output) => output.node));
  const released: number[][] = graph.nodes.map(() => []);
  last.forEach((user, index) => {
    if (!kept.has(index) && graph.nodes[index].operation.kind !== 'constant') released[user].push(index);
  });
  return released;
}

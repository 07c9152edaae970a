import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { GraphInput, GraphOutput, StaticGraph } from '../../graph/static-graph.ts';
import type { Feed, LoadedGraph } from '../engine.ts';
import { checkFeeds, checkTargets } from '../check-feeds.ts';

type TensorConstructor = (typeof import('onnxruntime-node'))['Tensor'];

/** A session with one model. */
export class OnnxRuntimeGraph implements LoadedGraph {
  readonly #Tensor: TensorConstructor;
  readonly #session: InferenceSession;
  readonly #graph: StaticGraph;

  constructor(runtime: { readonly Tensor: TensorConstructor }, session: InferenceSession, graph: StaticGraph) {
    this.#Tensor = runtime.Tensor;
    this.#session = session;
    this.#graph = graph;
  }

  async run(
    feeds: Readonly<Record<string, Feed>>,
    into: Readonly<Record<string, Float32Array>> = {},
  ): Promise<Record<string, Float32Array>> {
    checkFeeds(this.#graph, feeds);
    checkTargets(this.#graph, into);
    const inputs = this.#graph.inputs.map((input) => [input.name, this.#tensor(input, feeds[input.name])]);
    const fetches = this.#graph.outputs.map((output) => [output.name, this.#fetch(output, into[output.name])]);
    const results = await this.#session.run(Object.fromEntries(inputs), Object.fromEntries(fetches));
    return Object.fromEntries(
      this.#graph.outputs.map(({ name }) => [name, into[name] ?? (results[name].data as Float32Array)]),
    );
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  #tensor({ dtype, shape }: GraphInput, data: Feed): Tensor {
    return new this.#Tensor(dtype, data as Float32Array, shape);
  }

  /** null: the runtime allocates the output. */
  #fetch({ shape }: GraphOutput, target: Float32Array | undefined): Tensor | null {
    return target === undefined ? null : new this.#Tensor('float32', target, shape);
  }
}

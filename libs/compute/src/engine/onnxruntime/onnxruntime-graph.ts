import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { GraphInput } from '../../graph/static-graph.ts';
import type { Feed, LoadedModel, ModelSignature } from '../engine.ts';
import { checkFeeds, checkTargets } from '../check-feeds.ts';

type TensorConstructor = (typeof import('onnxruntime-node'))['Tensor'];

/** A session with one model. */
export class OnnxRuntimeGraph implements LoadedModel {
  readonly #Tensor: TensorConstructor;
  readonly #session: InferenceSession;
  readonly signature: ModelSignature;

  constructor(runtime: { readonly Tensor: TensorConstructor }, session: InferenceSession, signature: ModelSignature) {
    this.#Tensor = runtime.Tensor;
    this.#session = session;
    this.signature = signature;
  }

  async run(
    feeds: Readonly<Record<string, Feed>>,
    into: Readonly<Record<string, Float32Array>> = {},
  ): Promise<Record<string, Float32Array>> {
    checkFeeds(this.signature, feeds);
    checkTargets(this.signature, into);
    const inputs = this.signature.inputs.map((input) => [input.name, this.#tensor(input, feeds[input.name])]);
    const fetches = this.signature.outputs.map((output) => [output.name, this.#fetch(output, into[output.name])]);
    const results = await this.#session.run(Object.fromEntries(inputs), Object.fromEntries(fetches));
    return Object.fromEntries(
      this.signature.outputs.map(({ name }) => [name, into[name] ?? (results[name].data as Float32Array)]),
    );
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  #tensor({ dtype, shape }: GraphInput, data: Feed): Tensor {
    return new this.#Tensor(dtype, data as Float32Array, shape);
  }

  /** null: the runtime allocates the output. */
  #fetch({ shape }: ModelSignature['outputs'][number], target: Float32Array | undefined): Tensor | null {
    return target === undefined ? null : new this.#Tensor('float32', target, shape);
  }
}

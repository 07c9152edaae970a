import { gradients } from '#compute/graph/gradients';
import type { Graph } from '#compute/graph/graph';
import type { Tensor } from '#compute/graph/tensor';
import { add, mul, sub } from '#compute/ops/arithmetic';
import { type AdamSettings, type AdamState, adamStep } from '#compute/parameters/adam';
import type { ParameterLayout } from '#compute/parameters/parameter-layout';

export type ParameterTensors = Readonly<Record<string, Tensor>>;

/** The output that follows an input vector. */
export function nextOf(vector: string): string {
  return `next.${vector}`;
}

/** The input that holds the parameters to which a proximal term pulls. */
export function anchorOf(name: string): string {
  return `${name}.anchor`;
}

/** The scalars of `adamCorrections` for update `index` of a step. */
export function correctionInputs(name: string, index: number) {
  return { stepSize: `${name}.stepSize${index}`, deviationScale: `${name}.deviationScale${index}` } as const;
}

export interface LearnerOptions {
  readonly adam: AdamSettings;
  /** μ of FedProx: adds μ·(w − anchor) to each gradient; 0 leaves the anchor out. */
  readonly proximal: number;
  /** What is done to a gradient first (clipping, say). */
  readonly onGradient?: (gradient: Tensor) => Tensor;
}

/**
 * A network's vector and Adam moments as they move through a training step. Inputs: the vector by name, `name.m`, `name.v`,
 * with a proximal term `anchorOf(name)`; per update the scalars of `correctionInputs`. Outputs: `nextOf` each of the three.
 */
export class Learner {
  readonly #graph: Graph;
  readonly #name: string;
  readonly #layout: ParameterLayout;
  readonly #options: LearnerOptions;
  readonly #anchor: Tensor | undefined;
  #state: AdamState;
  #updates = 0;

  constructor(graph: Graph, name: string, layout: ParameterLayout, options: LearnerOptions) {
    const vector = (label: string): Tensor => graph.input(label, [layout.size]);
    this.#graph = graph;
    this.#name = name;
    this.#layout = layout;
    this.#options = options;
    this.#anchor = options.proximal > 0 ? vector(anchorOf(name)) : undefined;
    this.#state = { parameter: vector(name), m: vector(`${name}.m`), v: vector(`${name}.v`) };
  }

  /** The parameters as they are now. */
  tensors(): ParameterTensors {
    return this.#layout.split(this.#state.parameter);
  }

  /** One update by the gradient of `total`. */
  minimize<Losses extends { readonly total: Tensor }>(lossesOf: (own: ParameterTensors) => Losses): Losses {
    const own = this.tensors();
    const losses = lossesOf(own);
    this.#update(gradientVector(this.#layout, losses.total, own));
    return losses;
  }

  declareOutputs(): void {
    this.#graph.output(nextOf(this.#name), this.#state.parameter);
    this.#graph.output(nextOf(`${this.#name}.m`), this.#state.m);
    this.#graph.output(nextOf(`${this.#name}.v`), this.#state.v);
  }

  #update(raw: Tensor): void {
    const { adam, proximal, onGradient } = this.#options;
    const gradient = onGradient ? onGradient(raw) : raw;
    const names = correctionInputs(this.#name, this.#updates++);
    const corrections = {
      stepSize: this.#graph.input(names.stepSize, []),
      deviationScale: this.#graph.input(names.deviationScale, []),
    };
    const pull = this.#anchor && mul(sub(this.#state.parameter, this.#anchor), proximal);
    this.#state = adamStep(this.#state, pull ? add(gradient, pull) : gradient, corrections, adam);
  }
}

/** The gradient of a loss by a network's parameters, as one vector. */
export function gradientVector(layout: ParameterLayout, loss: Tensor, own: ParameterTensors): Tensor {
  const names = layout.parameters.map(({ name }) => name);
  const slopes = gradients(
    loss,
    names.map((name) => own[name]),
  );
  return layout.join(Object.fromEntries(names.map((name, i) => [name, slopes[i]])));
}

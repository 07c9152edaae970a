import type { Engine, LoadedGraph } from '#compute/engine/engine';
import { type Shape, sizeOf } from '#compute/graph/tensor';
import { adamCorrections } from '#compute/parameters/adam';
import { RandomStream } from '#random/random-stream';
import { ADAM, type AdversarialPair, adversarialStep } from './adversarial-step.ts';

type Buffers = Record<string, Float32Array>;

const LEARNING_RATE = 2e-4;

/** A pair in training: state goes back and forth between two sets of buffers, noise is drawn for each step. */
export class Training {
  readonly #loaded: LoadedGraph;
  readonly #random = new RandomStream('bench');
  readonly #data: Buffers;
  #state: Buffers;
  #next: Buffers;
  #step = 0;

  constructor(loaded: LoadedGraph, pair: AdversarialPair) {
    this.#loaded = loaded;
    this.#data = dataBuffers(pair, this.#random);
    this.#state = initialState(pair, this.#random);
    this.#next = initialState(pair, this.#random);
  }

  static async start(engine: Engine, pair: AdversarialPair): Promise<Training> {
    return new Training(await engine.load(adversarialStep(pair)), pair);
  }

  /** Milliseconds of each of `count` steps, the drawing of noise included. */
  async run(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await this.#runStep();
      times.push(performance.now() - start);
    }
    return times;
  }

  async stop(): Promise<void> {
    await this.#loaded.dispose();
  }

  async #runStep(): Promise<void> {
    const { stepSize, deviationScale } = adamCorrections(++this.#step, LEARNING_RATE, ADAM);
    this.#data.stepSize[0] = stepSize;
    this.#data.deviationScale[0] = deviationScale;
    this.#random.fillNormal(this.#data.criticNoise);
    this.#random.fillNormal(this.#data.generatorNoise);
    this.#random.fillUniform(this.#data.mixing);
    const into = Object.fromEntries(Object.entries(this.#next).map(([name, buffer]) => [`next.${name}`, buffer]));
    await this.#loaded.run({ ...this.#data, ...this.#state }, into);
    [this.#state, this.#next] = [this.#next, this.#state];
  }
}

function dataBuffers({ batch, noise, data, condition }: AdversarialPair, random: RandomStream): Buffers {
  const rows = (shape: Shape): Float32Array => random.fillNormal(new Float32Array(batch * sizeOf(shape)));
  return {
    real: rows(data),
    criticNoise: rows(noise),
    generatorNoise: rows(noise),
    mixing: rows([]),
    stepSize: new Float32Array(1),
    deviationScale: new Float32Array(1),
    ...(condition && { condition: rows(condition) }),
  };
}

function initialState({ criticLayout, generatorLayout }: AdversarialPair, random: RandomStream): Buffers {
  const state: Buffers = {};
  for (const [network, layout] of [
    ['critic', criticLayout],
    ['generator', generatorLayout],
  ] as const) {
    state[`${network}.theta`] = layout.initialize(random);
    state[`${network}.m`] = new Float32Array(layout.size);
    state[`${network}.v`] = new Float32Array(layout.size);
  }
  return state;
}

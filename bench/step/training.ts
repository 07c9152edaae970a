import type { Engine, LoadedGraph } from '#compute/engine/engine';
import type { StaticGraph } from '#compute/graph/static-graph';
import { type Shape, sizeOf } from '#compute/graph/tensor';
import { adamCorrections, type AdamSettings } from '#compute/parameters/adam';
import type { ParameterLayout } from '#compute/parameters/parameter-layout';
import { RandomStream } from '#random/random-stream';

type Buffers = Record<string, Float32Array>;

/** A step with state `name.theta`, `name.m`, `name.v` of each network, each with its successor `next.…`. */
export interface TrainingCase {
  readonly graph: StaticGraph;
  readonly layouts: Readonly<Record<string, ParameterLayout>>;
  readonly inputs: Readonly<Record<string, CaseInput>>;
  readonly adam: AdamSettings;
  readonly learningRate: number;
}

export interface CaseInput {
  readonly shape: Shape;
  /** Data are drawn once; the rest anew for each step. Dropout: 0 one time in ten, else 1/0.9. */
  readonly drawn: 'data' | 'normal' | 'uniform' | 'dropout';
}

/** A case in training: state goes back and forth between two sets of buffers, noise is drawn for each step. */
export class Training {
  readonly #loaded: LoadedGraph;
  readonly #random = new RandomStream('bench');
  readonly #case: TrainingCase;
  readonly #data: Buffers;
  #state: Buffers;
  #next: Buffers;
  #step = 0;

  constructor(loaded: LoadedGraph, trainingCase: TrainingCase) {
    this.#loaded = loaded;
    this.#case = trainingCase;
    this.#data = dataBuffers(trainingCase, this.#random);
    this.#state = initialState(trainingCase, this.#random);
    this.#next = initialState(trainingCase, this.#random);
  }

  static async start(engine: Engine, trainingCase: TrainingCase): Promise<Training> {
    return new Training(await engine.load(trainingCase.graph), trainingCase);
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
    const { inputs, adam, learningRate } = this.#case;
    const { stepSize, deviationScale } = adamCorrections(++this.#step, learningRate, adam);
    this.#data.stepSize[0] = stepSize;
    this.#data.deviationScale[0] = deviationScale;
    for (const [name, { drawn }] of Object.entries(inputs))
      if (drawn !== 'data') DRAWS[drawn](this.#data[name], this.#random);
    const into = Object.fromEntries(Object.entries(this.#next).map(([name, buffer]) => [`next.${name}`, buffer]));
    await this.#loaded.run({ ...this.#data, ...this.#state }, into);
    [this.#state, this.#next] = [this.#next, this.#state];
  }
}

const DRAWS: Readonly<Record<CaseInput['drawn'], (target: Float32Array, random: RandomStream) => void>> = {
  data: (target, random) => random.fillNormal(target),
  normal: (target, random) => random.fillNormal(target),
  uniform: (target, random) => random.fillUniform(target),
  dropout: (target, random) => {
    const threshold = 0.1 * 2 ** 32;
    for (let i = 0; i < target.length; i++) target[i] = random.nextUint32() < threshold ? 0 : 1 / 0.9;
  },
};

function dataBuffers({ inputs }: TrainingCase, random: RandomStream): Buffers {
  const data: Buffers = { stepSize: new Float32Array(1), deviationScale: new Float32Array(1) };
  for (const [name, { shape, drawn }] of Object.entries(inputs)) {
    data[name] = new Float32Array(sizeOf(shape));
    DRAWS[drawn](data[name], random);
  }
  return data;
}

function initialState({ layouts }: TrainingCase, random: RandomStream): Buffers {
  const state: Buffers = {};
  for (const [network, layout] of Object.entries(layouts)) {
    state[`${network}.theta`] = layout.initialize(random);
    state[`${network}.m`] = new Float32Array(layout.size);
    state[`${network}.v`] = new Float32Array(layout.size);
  }
  return state;
}

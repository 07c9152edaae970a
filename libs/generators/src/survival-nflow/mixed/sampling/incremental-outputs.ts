import type { MixedLayout } from '../mixed-layout.ts';
import type { FlowSettings } from '../../hyperparameters.ts';
import { DIRECT, MADE, type MixedNetwork } from '../mixed-network.ts';
import { hiddenDegrees, hiddenMask, outputMask, type ConnectionMask } from '../../transforms/degrees.ts';

/** The weights of a mixed network with its masks applied, laid out for evaluation column by column. */
export interface SamplingWeights {
  readonly layout: MixedLayout;
  readonly hidden: number;
  /** Units of degree d are [firstUnits[d], firstUnits[d + 1]). */
  readonly firstUnits: readonly number[];
  readonly inputBias: Float32Array;
  /** [inputs, hidden] */
  readonly input: Float32Array;
  /** [inputs, outputs] */
  readonly direct: Float32Array;
  readonly blocks: readonly { readonly first: Layer; readonly second: Layer }[];
  readonly outputBias: Float32Array;
  /** [hidden, outputs] */
  readonly output: Float32Array;
}

/** `weights` is transposed: [to, from]. */
interface Layer {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

export function samplingWeights(
  layout: MixedLayout,
  { hidden, blocks }: FlowSettings,
  { parameters }: MixedNetwork,
  values: Float32Array,
): SamplingWeights {
  const groups = layout.columns.length;
  const degrees = hiddenDegrees(groups, hidden, false);
  const view = (name: string) => parameters.view(values, `${MADE}.${name}`);
  const within = hiddenMask(degrees, degrees);
  const layer = (name: string): Layer => ({
    weights: transposed(masked(view(`${name}.weight`), within), hidden),
    bias: view(`${name}.bias`),
  });
  return {
    layout,
    hidden,
    firstUnits: Array.from({ length: groups + 1 }, (_, degree) => degrees.filter((other) => other < degree).length),
    inputBias: view('input.bias'),
    input: masked(view('input.weight'), hiddenMask(layout.inputGroups, degrees)),
    direct: masked(parameters.view(values, DIRECT), outputMask(layout.inputGroups, layout.outputGroups)),
    blocks: Array.from({ length: blocks }, (_, block) => ({
      first: layer(`block${block}.first`),
      second: layer(`block${block}.second`),
    })),
    outputBias: view('output.bias'),
    output: masked(view('output.weight'), outputMask(degrees, layout.outputGroups)),
  };
}

/**
 * The network's outputs for some rows whose columns become known one after the other. Each hidden unit is computed once, when
 * all that it may see is known: a row costs one forward pass in all, not one per column.
 */
export class IncrementalOutputs {
  /** [rows, outputWidth]; those of a column are final once every column before it has been seen. */
  readonly outputs: Float32Array;
  readonly #weights: SamplingWeights;
  readonly #rows: number;
  readonly #trunk: Float32Array;
  /** Per block, what its first and its second layer take. */
  readonly #actives: readonly (readonly [Float32Array, Float32Array])[];

  constructor(weights: SamplingWeights, rows: number) {
    const units = () => new Float32Array(rows * weights.hidden);
    this.#weights = weights;
    this.#rows = rows;
    this.outputs = repeated(weights.outputBias, rows);
    this.#trunk = repeated(weights.inputBias, rows);
    this.#actives = weights.blocks.map(() => [units(), units()] as const);
  }

  /** Takes the inputs of column `place` [rows, its inputs]. Columns come in their order. */
  see(place: number, inputs: Float32Array): void {
    const width = inputs.length / this.#rows;
    for (let row = 0; row < this.#rows; row++) {
      for (let i = 0; i < width; i++) {
        const value = inputs[row * width + i];
        if (value !== 0) this.#addInput(row, this.#weights.layout.starts[place] + i, value, place);
      }
      this.#finishUnits(row, place);
    }
  }

  #addInput(row: number, input: number, value: number, place: number): void {
    const { direct, firstUnits, hidden, input: weights } = this.#weights;
    const outputWidth = this.#weights.outputBias.length;
    for (let unit = firstUnits[place]; unit < hidden; unit++) {
      this.#trunk[row * hidden + unit] += value * weights[input * hidden + unit];
    }
    addScaled(this.outputs, row * outputWidth, direct, input * outputWidth, outputWidth, value);
  }

  /** Units of degree `place` have seen all that they may. */
  #finishUnits(row: number, place: number): void {
    const { blocks, firstUnits, hidden, output, outputBias } = this.#weights;
    const [first, end] = [firstUnits[place], firstUnits[place + 1]];
    const start = row * hidden;
    blocks.forEach((block, i) => {
      const [one, two] = this.#actives[i];
      for (let unit = first; unit < end; unit++) one[start + unit] = Math.max(0, this.#trunk[start + unit]);
      for (let unit = first; unit < end; unit++)
        two[start + unit] = Math.max(0, into(block.first, unit, one, start, end, hidden));
      for (let unit = first; unit < end; unit++)
        this.#trunk[start + unit] += into(block.second, unit, two, start, end, hidden);
    });
    for (let unit = first; unit < end; unit++) {
      const value = this.#trunk[start + unit];
      addScaled(this.outputs, row * outputBias.length, output, unit * outputBias.length, outputBias.length, value);
    }
  }
}

/** What a layer gives a unit from those before `end`. */
function into(
  { weights, bias }: Layer,
  unit: number,
  from: Float32Array,
  start: number,
  end: number,
  hidden: number,
): number {
  let sum = bias[unit];
  for (let i = 0; i < end; i++) sum += from[start + i] * weights[unit * hidden + i];
  return sum;
}

function addScaled(
  to: Float32Array,
  at: number,
  from: Float32Array,
  first: number,
  count: number,
  factor: number,
): void {
  for (let i = 0; i < count; i++) to[at + i] += factor * from[first + i];
}

function masked(values: Float32Array, { data }: ConnectionMask): Float32Array {
  return values.map((value, i) => value * data[i]);
}

function transposed(square: Float32Array, size: number): Float32Array {
  return Float32Array.from(square, (_, i) => square[(i % size) * size + Math.floor(i / size)]);
}

function repeated(values: Float32Array, rows: number): Float32Array {
  const all = new Float32Array(rows * values.length);
  for (let row = 0; row < rows; row++) all.set(values, row * values.length);
  return all;
}

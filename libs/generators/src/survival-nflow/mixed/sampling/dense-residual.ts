import type { ResidualSettings } from '../../transforms/residual-network.ts';

/** The residual network of `transforms/residual-network.ts`, row by row in plain arithmetic, for sampling. */
export class DenseResidual {
  readonly #inputs: number;
  readonly #input: Layer;
  readonly #blocks: readonly (readonly [Layer, Layer])[];
  readonly #output: Layer;

  /** `view`: the parameters of a layer by name. */
  constructor(
    view: (part: string) => Float32Array,
    { blocks, hidden }: Pick<ResidualSettings, 'blocks' | 'hidden'>,
    inputs: number,
  ) {
    const layer = (part: string): Layer => ({ weight: view(`${part}.weight`), bias: view(`${part}.bias`) });
    this.#inputs = inputs;
    this.#input = layer('input');
    this.#blocks = Array.from({ length: blocks }, (_, block) => [
      layer(`block${block}.first`),
      layer(`block${block}.second`),
    ]);
    this.#output = layer('output');
    if (this.#input.bias.length !== hidden) throw new RangeError('the parameters are those of another network');
  }

  /** Outputs of the row whose inputs begin at `start`. */
  outputs(rows: Float32Array, start: number): Float64Array {
    const hidden = applied(this.#input, rows.subarray(start, start + this.#inputs));
    for (const [first, second] of this.#blocks) {
      const added = applied(second, active(applied(first, active(hidden))));
      for (let unit = 0; unit < hidden.length; unit++) hidden[unit] += added[unit];
    }
    return applied(this.#output, hidden);
  }
}

/** `weight` [from, to]. */
interface Layer {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

function applied({ weight, bias }: Layer, from: ArrayLike<number>): Float64Array {
  const to = Float64Array.from(bias);
  for (let i = 0; i < from.length; i++) {
    const value = from[i];
    if (value === 0) continue;
    for (let j = 0; j < to.length; j++) to[j] += value * weight[i * to.length + j];
  }
  return to;
}

function active(values: Float64Array): Float64Array {
  return values.map((value) => Math.max(0, value));
}

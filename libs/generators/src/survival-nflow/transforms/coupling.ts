/**
 * One half of the columns is mapped under parameters that depend on the other half (Dinh et al. 2017). Where the map is
 * a spline, the other half is mapped too, by splines that depend on nothing.
 */
import { GraphError } from '#compute/graph/graph-error';
import type { Tensor } from '#compute/graph/tensor';
import { mul } from '#compute/ops/arithmetic';
import { permute } from '#compute/ops/gather';
import { reshape } from '#compute/ops/reshape';
import { concat, split } from '#compute/ops/slice';
import { broadcastTo, reduceSum } from '#compute/ops/sum';
import type { ParameterSpec } from '#compute/parameters/parameter-layout';
import type { ElementMap } from './element-map.ts';
import { type ResidualNetwork, residualNetwork, type ResidualSettings } from './residual-network.ts';
import type { NetworkInputs, ParameterTensors, Transform, Transformed } from './transform.ts';

/** Which columns are mapped under the others. */
export type Half = 'even' | 'odd';

/** Throws GraphError for fewer than two columns. */
export function coupling(dims: number, half: Half, map: ElementMap, network: ResidualSettings): Transform {
  if (dims < 2) throw new GraphError('coupling', 'takes two columns or more', [[dims]]);
  return new Coupling(dims, half, map, network);
}

class Coupling implements Transform {
  readonly specs: readonly ParameterSpec[];
  readonly dropouts: number;
  readonly #map: ElementMap;
  readonly #settings: ResidualSettings;
  readonly #network: ResidualNetwork;
  /** The columns that condition, then those that are mapped under them. */
  readonly #order: Int32Array;
  readonly #back: Int32Array;
  readonly #lengths: readonly [number, number];

  constructor(dims: number, half: Half, map: ElementMap, network: ResidualSettings) {
    const columns = Array.from({ length: dims }, (_, column) => column);
    const isMapped = (column: number): boolean => (column % 2 === 0) === (half === 'even');
    const conditioning = columns.filter((column) => !isMapped(column));
    const mapped = columns.filter(isMapped);
    this.#map = map;
    this.#settings = network;
    this.#network = residualNetwork(network, conditioning.length, mapped.length * map.parameters);
    this.#order = Int32Array.from([...conditioning, ...mapped]);
    this.#back = Int32Array.from(columns, (column) => this.#order.indexOf(column));
    this.#lengths = [conditioning.length, mapped.length];
    this.dropouts = network.blocks;
    this.specs = [...this.#network.specs, ...(map.shares === 0 ? [] : [freeSpec(network.name, map, conditioning)])];
  }

  forward(parameters: ParameterTensors, x: Tensor, inputs?: NetworkInputs): Transformed {
    const [conditioning, mapped] = this.#halves(x);
    const raw = this.#raw(parameters, conditioning, inputs);
    const free = this.#free(parameters, x.shape[0]);
    if (free === undefined) {
      const { value, logDerivative } = this.#map.forward(mapped, raw);
      return { value: this.#whole(conditioning, value), logDeterminant: reduceSum(logDerivative, [1]) };
    }
    // One spline over all columns is half the operations of two.
    const both = this.#map.forward(permute(x, this.#order, 1), concat([free, raw], 2));
    return { value: permute(both.value, this.#back, 1), logDeterminant: reduceSum(both.logDerivative, [1]) };
  }

  inverse(parameters: ParameterTensors, z: Tensor, context?: Tensor): Tensor {
    const [own, under] = this.#halves(z);
    const free = this.#free(parameters, z.shape[0]);
    const conditioning = free ? this.#map.inverse(own, free).value : own;
    const raw = this.#raw(parameters, conditioning, { context });
    return this.#whole(conditioning, this.#map.inverse(under, raw).value);
  }

  #halves(x: Tensor): Tensor[] {
    return split(permute(x, this.#order, 1), this.#lengths, 1);
  }

  #whole(conditioning: Tensor, mapped: Tensor): Tensor {
    return permute(concat([conditioning, mapped], 1), this.#back, 1);
  }

  /** Shares are brought down by √hidden, so that bins start at about equal size whatever the width of the network. */
  #raw(parameters: ParameterTensors, conditioning: Tensor, inputs?: NetworkInputs): Tensor {
    const shape = [conditioning.shape[0], this.#map.parameters, this.#lengths[1]];
    const raw = reshape(this.#network.forward(parameters, conditioning, inputs), shape);
    if (this.#map.shares === 0) return raw;
    const factor = 1 / Math.sqrt(this.#settings.hidden);
    const factors = Array.from({ length: this.#map.parameters }, (_, i) => (i < this.#map.shares ? factor : 1));
    return mul(raw, raw.scope.constant(factors, [1, factors.length, 1]));
  }

  #free(parameters: ParameterTensors, rows: number): Tensor | undefined {
    const free = parameters[`${this.#settings.name}.free`];
    return free && broadcastTo(free, [rows, ...free.shape.slice(1)]);
  }
}

/** Raw parameters of the splines that depend on nothing. */
function freeSpec(name: string, { parameters }: ElementMap, columns: readonly number[]): ParameterSpec {
  const shape = [1, parameters, columns.length];
  return { name: `${name}.free`, shape, initializer: { kind: 'uniform', low: 0, high: 1 } };
}

/** What a normalizing flow is made of: invertible maps of rows whose change of volume is known. */
import type { Tensor } from '#compute/graph/tensor';
import type { ParameterSpec } from '#compute/parameters/parameter-layout';

export type ParameterTensors = Readonly<Record<string, Tensor>>;

/** What the networks inside a transform take beside the rows. */
export interface NetworkInputs {
  /** [rows, context], where the networks have one. */
  readonly context?: Tensor;
  /** Per residual block [rows, hidden]: 0 or 1/(1 − p). None where nothing is dropped. */
  readonly dropout?: readonly Tensor[];
}

export interface Transformed {
  /** [rows, dims] */
  readonly value: Tensor;
  /** ln |det ∂value/∂x| of each row [rows]. */
  readonly logDeterminant: Tensor;
}

/** A trained part has its start in `specs`; structure (masks, orders) is fixed where the transform is made. */
export interface Transform {
  readonly specs: readonly ParameterSpec[];
  /** Masks that `forward` takes where there is dropout. */
  readonly dropouts: number;
  /** From data to noise. */
  forward(parameters: ParameterTensors, x: Tensor, inputs?: NetworkInputs): Transformed;
  /** From noise to data. */
  inverse(parameters: ParameterTensors, z: Tensor, context?: Tensor): Tensor;
}

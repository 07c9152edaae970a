import type { Tensor } from '#compute/graph/tensor';
import type { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { ParameterTensors } from '../../training/learner.ts';

/** Noise and condition [rows, noiseWidth + conditionWidth] → logits [rows, width]. */
export interface GeneratorNetwork {
  readonly layout: ParameterLayout;
  forward(parameters: ParameterTensors, input: Tensor): Tensor;
}

export interface CriticOutput {
  /** [rows, 1] */
  readonly scores: Tensor;
  /** Activations before the last layer [rows, features], for the information loss. */
  readonly features: Tensor;
}

/** Row and condition [rows, width + conditionWidth] → score. */
export interface CriticNetwork {
  readonly layout: ParameterLayout;
  forward(parameters: ParameterTensors, input: Tensor): CriticOutput;
}

/** What the sizes of the networks depend on. */
export interface NetworkSizes {
  /** Columns of an encoded row. */
  readonly width: number;
  readonly conditionWidth: number;
  readonly noiseWidth: number;
}

/**
 * A second model for the time of an endpoint: hazards in stretches of the time's scale that equally many of the pooled rows
 * reach, from everything that was told before it. Within a stretch any share is as likely.
 */
import type { Tensor } from '#compute/graph/tensor';
import { mul, sub } from '#compute/ops/arithmetic';
import { greater } from '#compute/ops/compare';
import { reshape } from '#compute/ops/reshape';
import { concat, sliceAxis } from '#compute/ops/slice';
import { fill } from '#compute/ops/sum';
import type { ParameterLayout, ParameterSpec } from '#compute/parameters/parameter-layout';
import { normalQuantile } from '#statistics/distributions/normal';
import type { ParameterTensors } from '../../training/learner.ts';
import { type HazardHead, hazardHead, type OutcomeTensors } from '../hazard/hazard-head.ts';
import type { FlowSettings } from '../hyperparameters.ts';

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

export class TimeModel {
  readonly name: string;
  /** Inputs that it sees: those of the columns before the time. */
  readonly inputs: number;
  readonly intervals: number;
  readonly specs: readonly ParameterSpec[];
  readonly #head: HazardHead;

  constructor(place: number, inputs: number, { blocks, hazardIntervals, hidden }: FlowSettings) {
    this.name = `time${place}`;
    this.inputs = inputs;
    this.intervals = hazardIntervals;
    this.#head = hazardHead({ name: this.name, inputs, bins: hazardIntervals - 1, hidden, blocks });
    this.specs = this.#head.specs;
  }

  /** Makes every stretch as likely as any other, whatever came before. */
  initialize(parameters: ParameterLayout, values: Float32Array): void {
    parameters.view(values, `${this.name}.output.weight`).fill(0);
    parameters.view(values, `${this.name}.output.bias`).set(evenHazards(this.intervals));
  }

  /**
   * −ln of the density of normal scores [rows, 1], for encoded rows [rows, inputWidth]: that of the stretch, spread evenly
   * over its shares. Censored or not, the time is known: the event is among what was told before.
   */
  losses(parameters: ParameterTensors, rows: Tensor, scores: Tensor): Tensor {
    const before = sliceAxis(rows, 1, 0, this.inputs);
    const stretch = this.#head.losses(parameters, before, stretchOf(scores, this.intervals));
    const spread = sub(mul(mul(scores, scores), -0.5), HALF_LOG_TWO_PI - Math.log(this.intervals));
    return sub(reshape(stretch, scores.shape), spread);
  }
}

/** The logit of the hazard of each stretch but the last when all are equally likely. */
export function evenHazards(intervals: number): number[] {
  return Array.from({ length: intervals - 1 }, (_, k) => -Math.log(intervals - k - 1));
}

/** Stretches that a score is past, and the one in which it lies; in the last, none. */
function stretchOf(scores: Tensor, intervals: number): OutcomeTensors {
  const [rows] = scores.shape;
  const ends = Array.from({ length: intervals - 1 }, (_, k) => normalQuantile((k + 1) / intervals));
  const survived = greater(scores, scores.scope.constant(ends, [1, ends.length]));
  const always = fill(scores.scope, 1, [rows, 1]);
  const isReached = intervals === 2 ? always : concat([always, sliceAxis(survived, 1, 0, intervals - 2)], 1);
  return { survived, event: sub(isReached, survived) };
}

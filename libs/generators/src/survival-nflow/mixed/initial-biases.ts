import { stateCounts } from '../encoding/flow-columns.ts';
import type { FlowSettings } from '../hyperparameters.ts';
import { RAW_UNIT_SLOPE } from '../transforms/rational-quadratic.ts';
import { type MixedLayout, splineOutputs } from './mixed-layout.ts';

/** Rows that a state counts for which nobody has. */
const NOBODY = 0.01;

/**
 * Biases of the outputs under which states are as frequent as in the pooled cohort and scores are standard normal: the flow
 * starts as that of independent columns.
 * @param counts pooled rows of each fine cell, by column in order
 */
export function initialBiases(
  layout: MixedLayout,
  { bins }: FlowSettings,
  counts: readonly Float64Array[],
): Float32Array {
  const biases = new Float32Array(layout.outputWidth);
  for (const place of layout.headed) {
    const states = stateCounts(layout.columns[place], counts[place]).map((count) => count + NOBODY);
    const total = states.reduce((sum, count) => sum + count, 0);
    states.forEach((count, state) => (biases[layout.logitStarts[place] + state] = Math.log(count / total)));
  }
  for (const place of layout.splines.places) {
    for (const output of splineOutputs(layout.splines, place).subarray(2 * bins)) biases[output] = RAW_UNIT_SLOPE;
  }
  return biases;
}

import { stateCounts } from '../encoding/flow-columns.ts';
import { type FlowLayout, splineOutput } from '../encoding/flow-layout.ts';
import type { FlowSettings } from '../hyperparameters.ts';
import { SMALLEST_SLOPE } from '../transforms/rational-quadratic.ts';

/** Rows that a state counts for which nobody has. */
const NOBODY = 0.01;

/**
 * Biases of the outputs under which states are as frequent as in the pooled cohort and scores are standard normal: the flow
 * starts as that of independent columns.
 * @param counts pooled rows of each fine cell, by column in order
 */
export function initialBiases(
  layout: FlowLayout,
  { bins }: FlowSettings,
  counts: readonly Float64Array[],
): Float32Array {
  const biases = new Float32Array(layout.outputWidth);
  for (const place of layout.headed) {
    const states = stateCounts(layout.columns[place], counts[place]).map((count) => count + NOBODY);
    const total = states.reduce((sum, count) => sum + count, 0);
    states.forEach((count, state) => (biases[layout.logitStarts[place] + state] = Math.log(count / total)));
  }
  const unitSlope = Math.log(Math.expm1(1 - SMALLEST_SLOPE));
  layout.valued.forEach((_, index) => {
    for (let k = 2 * bins; k < layout.splineParameters; k++) biases[splineOutput(layout, k, index)] = unitSlope;
  });
  return biases;
}

import { EMPTY_STATE, updateEach } from './server-update.ts';
import type { AggregationStrategy } from './strategy.ts';

/** w ← Σ n_k·w_k / Σ n_k (McMahan et al., AISTATS 2017, algorithm 1). The default. */
export function fedAvg(): AggregationStrategy {
  return {
    name: 'fed-avg',
    contributes: 'parameters',
    localProximalCoefficient: 0,
    init: () => EMPTY_STATE,
    apply: (state, parameters, mean) => updateEach(state, parameters, mean, [], (update) => update.mean),
  };
}

import type { AggregationStrategy } from '#federation/strategies/strategy';
import type { Hyperparameters } from './hyperparameters.ts';

export function strategyOf(_: Hyperparameters): AggregationStrategy {
  return {
    name: 'fed-avg',
    contributes: 'parameters',
    localProximalCoefficient: 0,
    init: () => ({ steps: new Map(), slots: new Map() }),
    apply: (state, _parameters, mean) => ({ state, parameters: mean }),
  };
}

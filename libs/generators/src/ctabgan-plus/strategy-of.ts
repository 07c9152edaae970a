import { fedSgd } from '#federation/strategies/fed-sgd';
import type { AggregationStrategy } from '#federation/strategies/strategy';
import { strategyByName } from '#federation/strategies/strategy-by-name';
import { type Hyperparameters, learningRateAt } from './hyperparameters.ts';

/** The aggregation strategy that is set; for federated SGD with the model's own optimizer settings at the server. */
export function strategyOf(settings: Hyperparameters, round = 0): AggregationStrategy {
  if (settings.strategy !== 'fed-sgd') return strategyByName(settings.strategy);
  return fedSgd({ ...settings, learningRate: learningRateAt(settings, round) });
}

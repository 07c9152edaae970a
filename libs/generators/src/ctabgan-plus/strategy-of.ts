import { fedSgd } from '#federation/strategies/fed-sgd';
import type { AggregationStrategy } from '#federation/strategies/strategy';
import { strategyByName } from '#federation/strategies/strategy-by-name';
import type { Hyperparameters } from './hyperparameters.ts';

/** The aggregation strategy that is set; for federated SGD with the model's own optimizer settings at the server. */
export function strategyOf(settings: Hyperparameters): AggregationStrategy {
  return settings.strategy === 'fed-sgd' ? fedSgd(settings) : strategyByName(settings.strategy);
}

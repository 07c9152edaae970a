import { type AdamOptions, fedSgd } from '#federation/strategies/fed-sgd';
import type { AggregationStrategy, StrategyName } from '#federation/strategies/strategy';
import { strategyByName } from '#federation/strategies/strategy-by-name';
import { learningRateAt, type LearningRateSettings } from './learning-rate.ts';

export const STRATEGY_NAMES = ['fed-avg', 'fed-avg-m', 'fed-adam', 'fed-prox', 'fed-sgd'] as const;

/** How sites' contributions become a network, in words, for the report. */
export const STRATEGY_WORDS: Readonly<Record<StrategyName, string>> = {
  'fed-avg': 'federated averaging',
  'fed-avg-m': 'federated averaging with server momentum',
  'fed-adam': 'federated averaging with Adam at the server',
  'fed-prox': 'federated averaging with a proximal term',
  'fed-sgd': 'federated stochastic gradient descent',
};

export interface StrategySettings extends LearningRateSettings, AdamOptions {
  readonly strategy: StrategyName;
}

/** The aggregation strategy that is set; for federated SGD with the model's own optimizer settings at the server. */
export function strategyOf(settings: StrategySettings, round = 0): AggregationStrategy {
  if (settings.strategy !== 'fed-sgd') return strategyByName(settings.strategy);
  return fedSgd({ ...settings, learningRate: learningRateAt(settings, round) });
}

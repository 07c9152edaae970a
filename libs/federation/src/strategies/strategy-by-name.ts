import { fedAdam } from './fed-adam.ts';
import { fedAvgM } from './fed-avg-m.ts';
import { fedAvg } from './fed-avg.ts';
import { fedProx } from './fed-prox.ts';
import { fedSgd } from './fed-sgd.ts';
import type { AggregationStrategy, StrategyName } from './strategy.ts';

const STRATEGIES: Readonly<Record<StrategyName, () => AggregationStrategy>> = {
  'fed-avg': fedAvg,
  'fed-avg-m': fedAvgM,
  'fed-adam': fedAdam,
  'fed-prox': fedProx,
  'fed-sgd': fedSgd,
};

/** The strategy of this name with its default options. */
export function strategyByName(name: StrategyName): AggregationStrategy {
  return STRATEGIES[name]();
}

import { type GeneratorKind, requireEngine } from '../generator-kind.ts';
import { STRATEGY_WORDS } from '../training/strategy-of.ts';
import { createCtabganPlus } from './ctabgan-plus.ts';
import { parseHyperparameters } from './hyperparameters.ts';
import { restoreCtabganPlus } from './restore.ts';

export const ctabganPlusKind: GeneratorKind = {
  needsEngine: true,
  configure(input) {
    const hyperparameters = parseHyperparameters(input);
    return {
      hyperparameters,
      strategy: STRATEGY_WORDS[hyperparameters.strategy],
      contributes:
        hyperparameters.strategy === 'fed-sgd'
          ? 'gradients of the generator summed over rows; sums of losses'
          : 'parameters of the generator after local training, weighted by the number of rows; sums of losses',
      manyExchanges: hyperparameters.strategy === 'fed-sgd',
      create: (dictionary, profile, engine) =>
        createCtabganPlus({ dictionary, engine: requireEngine(engine), setup: { profile, hyperparameters } }),
    };
  },
  atSite: (dictionary, engine) => createCtabganPlus({ dictionary, engine: requireEngine(engine) }),
  restore: (released, dictionary, engine) => restoreCtabganPlus(released, dictionary, requireEngine(engine)),
};

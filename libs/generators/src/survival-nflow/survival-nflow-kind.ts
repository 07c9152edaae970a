import { type GeneratorKind, requireEngine } from '../generator-kind.ts';
import { STRATEGY_WORDS } from '../training/strategy-of.ts';
import { parseFlowSettings } from './hyperparameters.ts';
import { restoreFlow } from './release/restore.ts';
import { createSurvivalNflow } from './survival-nflow.ts';

export const survivalNflowKind: GeneratorKind = {
  needsEngine: true,
  configure(input) {
    const settings = parseFlowSettings(input);
    return {
      hyperparameters: settings,
      strategy: STRATEGY_WORDS[settings.strategy],
      contributes:
        settings.strategy === 'fed-sgd'
          ? 'gradients of the flow summed over rows; sums of log-likelihoods'
          : 'parameters of the flow after local training, weighted by the number of rows; sums of log-likelihoods',
      manyExchanges: settings.strategy === 'fed-sgd',
      create: (dictionary, profile, engine) =>
        createSurvivalNflow({ dictionary, engine: requireEngine(engine), setup: { profile, settings } }),
    };
  },
  atSite: (dictionary, engine) => createSurvivalNflow({ dictionary, engine: requireEngine(engine) }),
  restore: (released, dictionary, engine) => restoreFlow(released, dictionary, requireEngine(engine)),
};

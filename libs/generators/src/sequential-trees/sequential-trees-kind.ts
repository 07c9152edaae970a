import { sampleGiven } from '../conditions/sample-given.ts';
import type { GeneratorKind } from '../generator-kind.ts';
import { parseTreeSettings } from './hyperparameters.ts';
import { restoreModel } from './release/released-model.ts';
import { TreeSampler } from './sampling/sample-rows.ts';
import { createSequentialTrees } from './sequential-trees.ts';

export const sequentialTreesKind: GeneratorKind = {
  needsEngine: false,
  configure(input) {
    const settings = parseTreeSettings(input);
    return {
      hyperparameters: settings,
      strategy: 'splits chosen on summed counts',
      contributes: 'rows per node of the trees, cell of each column and state or rank of the next; rows per leaf',
      manyExchanges: false,
      create: (dictionary, profile) => createSequentialTrees({ dictionary, setup: { profile, settings } }),
    };
  },
  atSite: (dictionary) => createSequentialTrees({ dictionary }),
  async restore({ description }, dictionary) {
    const sampler = new TreeSampler(dictionary, restoreModel(dictionary, description));
    return {
      sample: async (n, seed) => sampler.sample(n, seed),
      sampleGiven: async (n, seed, given) => sampleGiven(dictionary, sampler, n, seed, given),
    };
  },
};

import type { Engine } from '#compute/engine/engine';
import type { DataDictionary } from '#tabular/dictionary';
import type { Profile } from '#tabular/profile/profile';
import type { FederatedGenerator } from '../federated-generator.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import type { CtabganPlusState } from './state.ts';

export interface CtabganPlusOptions {
  /** The study's dictionary (times, not gaps). */
  readonly dictionary: DataDictionary;
  readonly engine: Engine;
  /** Needed by `init` only, so a site leaves it out: sites get encoder and hyperparameters with the state. */
  readonly setup?: { readonly profile: Profile; readonly hyperparameters: Hyperparameters };
}

/** CTAB-GAN+ as a federated generator. Throws CL-MODEL-002 (init) and CL-MODEL-001 (contribute, reduce). */
export declare function createCtabganPlus(options: CtabganPlusOptions): FederatedGenerator<CtabganPlusState>;

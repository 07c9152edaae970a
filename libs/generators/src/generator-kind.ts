import type { Engine } from '#compute/engine/engine';
import type { DataDictionary } from '#tabular/dictionary';
import type { Profile } from '#tabular/profile/profile';
import type { FederatedGenerator } from './federated-generator.ts';
import type { ModelSampler, ReleasedModel } from './released-model.ts';

/** A kind of generator that a study may name: what a study needs to know of it, whatever its state and settings. */
export interface GeneratorKind {
  /** Whether it trains and samples on a compute engine. */
  readonly needsEngine: boolean;
  /** Fills in defaults and checks. Throws CL-CONF-001 naming each setting that is wrong. */
  configure(hyperparameters: unknown): ConfiguredGenerator;
  /** For a site, which learns the settings with the state. `engine` may be left out where none is needed. */
  atSite(dictionary: DataDictionary, engine?: Engine): FederatedGenerator<unknown>;
  /**
   * A released model, to sample from again: with a seed it gives the rows that the generator gave with it. `dictionary` is that
   * of the release. Absent: models of this kind can't be sampled from what is released of them. Throws CL-IO-004.
   */
  restore?(released: ReleasedModel, dictionary: DataDictionary, engine?: Engine): Promise<ModelSampler>;
}

/** A kind of generator with its settings. */
export interface ConfiguredGenerator {
  /** All settings, defaults filled in. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** How sites' contributions become a model, in words, for the report. */
  readonly strategy: string;
  /** What a site contributes to training, in words, for the report. */
  readonly contributes: string;
  /** Whether an exchange is so cheap that many share a round. */
  readonly manyExchanges: boolean;
  /** For the coordinator. `engine` may be left out where none is needed. */
  create(dictionary: DataDictionary, profile: Profile, engine?: Engine): FederatedGenerator<unknown>;
}

/** The engine of a kind that needs one. */
export function requireEngine(engine: Engine | undefined): Engine {
  if (engine === undefined) throw new RangeError('this kind of generator needs a compute engine');
  return engine;
}

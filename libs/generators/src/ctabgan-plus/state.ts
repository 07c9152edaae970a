import type { ServerState } from '#federation/strategies/strategy';
import type { Seed } from '#random/random-stream';
import type { TableEncoder } from '#tabular/encoding/table-encoder';
import type { NetworkParameters } from '../training/train-locally.ts';
import type { Hyperparameters } from './hyperparameters.ts';

/** What the coordinator holds of a CTAB-GAN+ in training. A site gets the part of it that training needs. */
export interface CtabganPlusState {
  /** Exchanges done. */
  readonly round: number;
  readonly seed: Seed;
  readonly hyperparameters: Hyperparameters;
  readonly encoder: TableEncoder;
  /** `generator`, `critic` and, with a target, `classifier`. */
  readonly parameters: NetworkParameters;
  /** Moving average of the generator's parameters; empty at a site. */
  readonly average: Float32Array;
  /** Memory of the server's optimizer; empty at a site. */
  readonly server: ServerState;
  /** Mean losses of each exchange so far; empty at a site. */
  readonly losses: readonly LossSummary[];
}

/** Means over sites and local steps of one exchange. */
export interface LossSummary {
  /** Wasserstein estimate mean D(real) − mean D(synthetic). */
  readonly distance: number;
  readonly penalty: number;
  readonly conditional: number;
  readonly information: number;
  /** Classifier's loss on synthetic rows; 0 without a target. */
  readonly auxiliary: number;
}

import type { ServerState } from '#federation/strategies/strategy';
import type { Seed } from '#random/random-stream';
import type { NetworkParameters } from '../training/train-locally.ts';
import type { FlowSettings } from './hyperparameters.ts';

/** What the coordinator holds of a survival flow in training. A site gets the part of it that training needs. */
export interface SurvivalNflowState {
  /** Exchanges done. */
  readonly round: number;
  readonly seed: Seed;
  readonly settings: FlowSettings;
  /** Pooled rows of each fine cell, by column in the dictionary's order; at a site only those that rows are encoded by. */
  readonly counts: readonly Float64Array[];
  /** Of each endpoint's time, pooled censored rows by bin, then those with an event; empty for other columns, and at a site. */
  readonly outcomes: readonly Float64Array[];
  /** Per column, rows per class of roundness; empty before the first exchange, of categories, and at a site. */
  readonly roundness: readonly Float64Array[];
  /** `flow`. */
  readonly parameters: NetworkParameters;
  /** Moving average of the flow's parameters; empty where the last ones are chosen from. */
  readonly average: Float32Array;
  /** The parameters with the best held-out likelihood so far; empty at a site and before the first was told. */
  readonly best: Float32Array;
  /** The exchange at whose start they were the candidate; −1 for none. */
  readonly bestRound: number;
  /** Memory of the server's optimizer; empty at a site. */
  readonly server: ServerState;
  /** Of each exchange so far; empty at a site. */
  readonly history: readonly RoundSummary[];
}

export interface RoundSummary {
  /** Mean −ln p of a row in training, over sites and local steps, with what was dropped. */
  readonly trainingLoss: number;
  /** Mean −ln p of a held-out row under the candidate that was broadcast; NaN where no site holds any out. */
  readonly heldOutLoss: number;
  readonly heldOutRows: number;
  /** Local steps that were left out because something wasn't finite, over all sites. */
  readonly skippedSteps: number;
}

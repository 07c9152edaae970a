export const STUDY_NAME = 'chaos';

/** A study that is disturbed: small, and each kind keeps its rounds in another way. */
export interface StudyKind {
  readonly name: string;
  readonly sites: readonly string[];
  /** The study file without sites. */
  readonly declaration: unknown;
}

const SMALL_NETWORKS = {
  generatorWidths: [16],
  criticWidths: [16],
  classifierWidths: [8],
  batchSize: 16,
};

/** Rounds of one exchange: trees and averaging, with checkpoints; and a round of many exchanges, of which nothing is kept. */
export const STUDY_KINDS: readonly StudyKind[] = [
  study('trees', ['a', 'b', 'c'], { name: 'sequential-trees' }),
  study('averaging', ['a', 'b', 'c', 'd'], {
    name: 'ctabgan-plus',
    hyperparameters: { ...SMALL_NETWORKS, rounds: 4, localSteps: 6 },
  }),
  study('gradients', ['a', 'b', 'c'], {
    name: 'ctabgan-plus',
    hyperparameters: { ...SMALL_NETWORKS, strategy: 'fed-sgd', rounds: 130, localSteps: 1 },
  }),
];

function study(name: string, sites: readonly string[], model: object): StudyKind {
  return {
    name,
    sites,
    declaration: { name: STUDY_NAME, seed: 7, model, synthetic: { rows: 60, poolFactor: 4 } },
  };
}

export interface LearningRateSettings {
  readonly learningRate: number;
  /** Share of the learning rate that is left at the last exchange. */
  readonly finalLearningRate: number;
  readonly rounds: number;
}

/** The learning rate of exchange `round` (from 0): it falls linearly. */
export function learningRateAt(settings: LearningRateSettings, round: number): number {
  const passed = settings.rounds > 1 ? round / (settings.rounds - 1) : 0;
  return settings.learningRate * (1 - passed * (1 - settings.finalLearningRate));
}

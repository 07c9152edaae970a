import type { Score, ScoreId } from './report-model.ts';

export const SCORE_NAMES: Readonly<Record<ScoreId, string>> = {
  bsm: 'Basic statistics (BSM)',
  rsc: 'Support coverage (RSC)',
  ltc: 'Correlations (LTC)',
  'association-retention': 'Association retention',
  'km-divergence': 'Kaplan–Meier agreement',
  optimism: 'Absence of optimism',
  'short-sightedness': 'Length of follow-up',
  discriminator: 'Random-forest discriminator',
  'k-means-coverage': 'Cluster coverage',
  prediction: 'Prediction (MCC)',
};

/** The score's label with the endpoint or target it is about. */
export function scoreName({ label, subject }: Pick<Score, 'label' | 'subject'>): string {
  return subject ? `${label}, ${subject}` : label;
}

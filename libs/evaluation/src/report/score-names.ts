import type { Score, ScoreId } from './report-model.ts';

export const SCORE_NAMES: Readonly<Record<ScoreId, string>> = {
  bsm: 'Basic statistical measure (BSM)',
  rsc: 'Regularised support coverage (RSC)',
  ltc: 'Log-transformed correlation (LTC)',
  'association-retention': 'Association retention',
  'association-difference': '1 − mean difference of associations',
  'column-shape': 'Column shapes',
  'km-divergence': '1 − KM divergence',
  optimism: '1 − |optimism|',
  'short-sightedness': '1 − |short-sightedness|',
  discriminator: 'Random-forest discriminator',
  'k-means-coverage': 'Cluster coverage',
  'effect-agreement': 'Agreement of effects',
  prediction: 'Prediction (MCC)',
  auroc: 'Prediction (AUROC)',
  brier: 'Prediction (scaled Brier score)',
  concordance: 'Concordance of a Cox model',
};

/** The score's label with the endpoint or target it is about. */
export function scoreName({ label, subject }: Pick<Score, 'label' | 'subject'>): string {
  return subject ? `${label}, ${subject}` : label;
}

import type { Score, ScoreId, VerdictLevel } from './report-model.ts';

/** The scores shown first, in their order; what the verdicts rest on. */
const KEY_SCORES: readonly ScoreId[] = [
  'bsm',
  'rsc',
  'ltc',
  'association-retention',
  'km-divergence',
  'effect-agreement',
  'prediction',
];

export const LEVEL_NAMES: Readonly<Record<VerdictLevel, string>> = {
  supported: 'Supported',
  'with-care': 'With care',
  'not-supported': 'Not supported',
  'not-assessed': 'Not assessed',
};

/** Held-out figures where the study kept patients out of training, else those against training rows. */
export function keyScoresOf(scores: readonly Score[]): Score[] {
  const heldOut = scores.some(
    ({ against, values }) => against === 'held-out' && values.some(({ value }) => value !== null),
  );
  const against = heldOut ? 'held-out' : 'training';
  return KEY_SCORES.flatMap((id) => scores.filter((score) => score.id === id && score.against === against));
}

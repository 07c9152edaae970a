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

/** Of each score, endpoint and target: the held-out figure where there is one, else that against training rows. */
export function keyScoresOf(scores: readonly Score[]): Score[] {
  return KEY_SCORES.flatMap((id) => {
    const own = scores.filter((score) => score.id === id);
    const heldOut = own.filter((score) => score.against === 'held-out' && isKnown(score));
    const subjects = new Set(heldOut.map(({ subject }) => subject));
    return [...heldOut, ...own.filter((score) => score.against === 'training' && !subjects.has(score.subject))];
  });
}

/** Which real rows the scores compare with, in words: those against other rows than the first are named. */
export function comparedWith(scores: readonly Score[]): string {
  const words = (against: Score['against']): string =>
    against === 'held-out' ? 'patients held out of training' : 'the training patients';
  const [first] = scores;
  const others = scores.filter(({ against }) => against !== first.against);
  const names = [...new Set(others.map(({ label }) => label.toLowerCase()))];
  return others.length === 0
    ? `Against ${words(first.against)}.`
    : `Against ${words(first.against)}; ${names.join(', ')} against ${words(others[0].against)}.`;
}

function isKnown({ values }: Score): boolean {
  return values.some(({ value }) => value !== null);
}

import type { Score, ScoreId, ScoreValue } from '#evaluation/report/report-model';
import { rescaled } from '#evaluation/report/verdicts';

interface Figure {
  /** As a sentence names it. */
  readonly words: string;
  readonly scores: readonly ScoreId[];
  /** Rescaled: the way from floor to ceiling, at most 1. Above floor: for scores that have no ceiling over sites. */
  readonly scale: 'rescaled' | 'above floor';
}

/**
 * What models can be chosen by: scores of associations, of effects and of prediction, between whose floor and ceiling there
 * is a way. Single columns and whole curves (BSM, RSC, Kaplan–Meier) tell no model from another, as a cohort of independent
 * columns reaches them too, and after calibration the forest that tells rows apart is passed by it as well.
 *
 * `associations` averages two scores of which each makes up for a weakness of the other: LTC is moved by many weak
 * associations, retention looks at the strong ones but forgives exaggeration. What is above the ceiling counts as at it:
 * another real cohort is as near as a cohort should come.
 */
export const RELEASE_FIGURES = {
  associations: {
    words: 'associations (mean of LTC and association retention, rescaled)',
    scores: ['ltc', 'association-retention'],
    scale: 'rescaled',
  },
  ltc: { words: 'LTC, rescaled', scores: ['ltc'], scale: 'rescaled' },
  'association-retention': {
    words: 'association retention, rescaled',
    scores: ['association-retention'],
    scale: 'rescaled',
  },
  'effect-agreement': {
    words: 'agreement of effects, rescaled',
    scores: ['effect-agreement'],
    scale: 'rescaled',
  },
  prediction: {
    words: 'prediction (Matthews correlation above the floor)',
    scores: ['prediction'],
    scale: 'above floor',
  },
} as const satisfies Record<string, Figure>;

/**
 * Floor and ceiling nearer than this, as they are against few held-out patients, leave no way to choose by: LTC moves by a
 * tenth of it from one training seed to the next.
 */
const LEAST_WAY = 0.05;

export type ReleaseFigure = keyof typeof RELEASE_FIGURES;

/**
 * The figure of each cohort: the mean over its scores, endpoints and targets, against held-out patients where that is known.
 * All cohorts are measured by the same scores; null for a cohort that lacks one of them, and where there are none.
 */
export function figuresOf(
  name: ReleaseFigure,
  scores: readonly Score[],
  cohorts: readonly string[],
): (number | null)[] {
  const { scores: ids, scale }: Figure = RELEASE_FIGURES[name];
  const parts = ids.flatMap((id) => partsOf(scores, id, cohorts, scale));
  return cohorts.map((_, index) => meanOf(parts.map((part) => part[index])));
}

/** Per endpoint or target the value of each cohort, against held-out patients where any has one there. */
function partsOf(
  scores: readonly Score[],
  id: ScoreId,
  cohorts: readonly string[],
  scale: Figure['scale'],
): (number | null)[][] {
  const own = scores.filter((score) => score.id === id);
  const subjects = [...new Set(own.map(({ subject }) => subject))];
  return subjects.flatMap((subject) => {
    const sides = (['held-out', 'training'] as const).map((against) => {
      const score = own.find((entry) => entry.subject === subject && entry.against === against);
      return valuesOf(score, cohorts, scale);
    });
    const known = sides.find((values) => values.some((value) => value !== null));
    return known === undefined ? [] : [known];
  });
}

function valuesOf(score: Score | undefined, cohorts: readonly string[], scale: Figure['scale']): (number | null)[] {
  return cohorts.map((cohort) => {
    const entry = score?.values.find((own) => own.cohort === cohort);
    if (entry === undefined) return null;
    return scale === 'rescaled' ? wayOf(entry) : aboveFloor(entry);
  });
}

function wayOf(entry: ScoreValue): number | null {
  const { floor, ceiling } = entry;
  const way = rescaled(entry);
  if (way === null || floor === null || ceiling === null || ceiling - floor < LEAST_WAY) return null;
  return Math.min(way, 1);
}

function aboveFloor({ value, floor }: ScoreValue): number | null {
  return value === null || floor === null ? null : value - floor;
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

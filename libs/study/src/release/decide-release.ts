import type { ErrorCode } from '#errors/codes';
import { formatPercent, formatSigned } from '#evaluation/report/number-format';
import type { ReportRelease } from '#evaluation/report/report-model';
import type { ReleaseRule } from '../release-rule.ts';
import { RELEASE_FIGURES, type ReleaseFigure } from './release-figures.ts';

/**
 * Figures this near to the best count as equal to it: of the two scores that vary least from one training seed to the next,
 * LTC moves by 0.005 of a way of 0.17 and association retention by 0.05 of 0.8, so that two runs of one model differ by
 * about as much.
 */
export const FIGURE_NOISE = 0.05;

/** A model with a cohort, in the order of the study. */
export interface ReleaseCandidate {
  readonly id: string;
  readonly model: string;
  /** null: not computed. */
  readonly figure: number | null;
  /** null: not assessed. */
  readonly alarm: boolean | null;
}

/** A model without one. */
export interface FailedCandidate {
  readonly model: string;
  readonly code: ErrorCode;
  /** In full; what each of many sites said makes it long. */
  readonly why: string;
}

/**
 * Which model a study of several releases. By the rule `best` none that raises the privacy alarm, and of those that are no
 * more than noise from the best the first named; a model that is named is released whatever it raises.
 */
export function decideRelease(
  rule: ReleaseRule,
  candidates: readonly ReleaseCandidate[],
  failed: readonly FailedCandidate[],
): ReportRelease {
  const choice = rule.rule === 'named' ? named(rule.model, candidates, failed) : best(rule.by, candidates);
  const { released } = choice;
  const outcome = (candidate: ReleaseCandidate) => {
    if (candidate === released) return 'released';
    return rule.keep === 'all' && candidate.alarm === false ? 'kept' : 'not-released';
  };
  return {
    rule: rule.rule,
    by: rule.rule === 'best' ? RELEASE_FIGURES[rule.by].words : null,
    scale: rule.rule === 'best' ? RELEASE_FIGURES[rule.by].scale : null,
    noise: rule.rule === 'best' ? FIGURE_NOISE : null,
    released: released?.id ?? null,
    sentence: [...choice.sentences, ...othersIn(choice, rule, candidates), ...failed.map(leftOut)].join(' '),
    models: [
      ...candidates.map((own) => {
        const { id, model, figure, alarm } = own;
        return { model, cohort: id, figure, alarm, outcome: outcome(own), reason: choice.reasonOf(own) } as const;
      }),
      ...failed.map(({ model, why }) => {
        return { model, cohort: null, figure: null, alarm: null, outcome: 'no-cohort', reason: why } as const;
      }),
    ],
  };
}

interface Choice {
  readonly released: ReleaseCandidate | undefined;
  readonly sentences: readonly string[];
  reasonOf(candidate: ReleaseCandidate): string;
}

function named(model: string, candidates: readonly ReleaseCandidate[], failed: readonly FailedCandidate[]): Choice {
  const released = candidates.find((own) => own.model === model);
  const reason = 'the study names it';
  if (released === undefined) {
    const why = failed.some((own) => own.model === model) ? ', which could not be made' : '';
    return { released, sentences: [`Released: none. The study names ${model}${why}.`], reasonOf: notNamed };
  }
  const alarm = released.alarm === true ? ' It raises the privacy alarm: do not pass its rows on.' : '';
  return {
    released,
    sentences: [`Released: ${model}, because ${reason}.${alarm}`],
    reasonOf: (own) => (own === released ? reason : notNamed()),
  };
}

function notNamed(): string {
  return 'the study names another';
}

function best(by: ReleaseFigure, candidates: readonly ReleaseCandidate[]): Choice {
  const eligible = candidates.filter(({ alarm }) => alarm !== true);
  const highest = Math.max(...eligible.map(({ figure }) => figure ?? -Infinity));
  const equal = eligible.filter(({ figure }) => figure !== null && highest - figure <= FIGURE_NOISE);
  const released = equal.at(0) ?? eligible.at(0);
  return {
    released,
    sentences: bestInWords(by, { released, eligible, equal }),
    reasonOf: (own) => reasonByFigure(own, { released, eligible, equal }),
  };
}

interface Ranking {
  readonly released: ReleaseCandidate | undefined;
  readonly eligible: readonly ReleaseCandidate[];
  /** Those that are no more than noise from the best. */
  readonly equal: readonly ReleaseCandidate[];
}

function bestInWords(by: ReleaseFigure, { released, eligible, equal }: Ranking): string[] {
  const { words } = RELEASE_FIGURES[by];
  if (released === undefined) {
    return [
      'Released: none, because every model raises the privacy alarm. A study may still name one (release.model).',
    ];
  }
  const privacy = released.alarm === null ? ['Its privacy was not assessed.'] : [];
  if (equal.length === 0) {
    return [
      `Released: ${released.model}, the first named, because no model has a figure to be compared by: ${words}.`,
      ...privacy,
    ];
  }
  const others = eligible.filter((own) => own !== released);
  const own = withFigure(by, released);
  if (others.length === 0) return [`Released: ${own}, the only one to choose. Measured by ${words}.`, ...privacy];
  const why =
    equal.length > 1
      ? `the first named of those that are no more than noise (${inUnits(by, FIGURE_NOISE)}) from the best`
      : bestAlone(eligible);
  return [`Released: ${own}, ${why}, by ${words}.`, ...privacy];
}

function reasonByFigure(own: ReleaseCandidate, { released, eligible, equal }: Ranking): string {
  if (own.alarm === true) return 'raises the privacy alarm';
  if (own !== released) {
    if (equal.length === 0) return 'named later; none has a figure';
    if (own.figure === null) return 'has no figure to be compared by';
    return equal.includes(own) ? 'no more than noise apart, but named later' : 'further from the real patients';
  }
  if (eligible.length === 1) return 'the only one to choose';
  if (equal.length === 0) return 'the first named; none has a figure';
  return equal.length > 1 ? 'the first named of those no more than noise apart' : bestAlone(eligible);
}

function bestAlone(eligible: readonly ReleaseCandidate[]): string {
  const known = eligible.filter(({ figure }) => figure !== null);
  return known.length > 1 ? 'the best by more than noise' : 'the only one with a figure';
}

/** The models with a cohort that is not the released one. */
function othersIn({ released }: Choice, rule: ReleaseRule, candidates: readonly ReleaseCandidate[]): string[] {
  const others = candidates.filter((own) => own !== released);
  if (others.length === 0) return [];
  const told = others.map((own) => {
    const figure = rule.rule === 'best' ? withFigure(rule.by, own) : own.model;
    return `${figure}${PRIVACY_WORDS[`${own.alarm}`]}`;
  });
  const kept = rule.keep === 'all' && others.some(({ alarm }) => alarm === false);
  return [`The others: ${told.join('; ')}.${kept ? ' Rows whose privacy raised no alarm were kept beside.' : ''}`];
}

const PRIVACY_WORDS = { true: ', with a privacy alarm', null: ', privacy not assessed', false: '' } as const;

function leftOut({ model, code }: FailedCandidate): string {
  return `Without a cohort: ${model} (${code}).`;
}

function withFigure(by: ReleaseFigure, { model, figure }: ReleaseCandidate): string {
  return `${model} (${figure === null ? 'not computed' : inUnits(by, figure)})`;
}

function inUnits(by: ReleaseFigure, figure: number): string {
  return RELEASE_FIGURES[by].scale === 'rescaled' ? formatPercent(figure, 0) : formatSigned(figure, 2);
}

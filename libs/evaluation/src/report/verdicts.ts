import { formatRescaled, formatScore, formatSigned } from './number-format.ts';
import { SCORE_NAMES, scoreName } from './score-names.ts';
import type { Criterion, Score, ScoreValue, Verdict, VerdictLevel } from './report-model.ts';
import { type Rule, type Use, USES } from './verdict-rules.ts';

const ORDER: readonly VerdictLevel[] = ['not-supported', 'with-care', 'supported'];

/** The verdict on each use for one synthetic cohort. A privacy alarm overrules every score. */
export function verdicts(scores: readonly Score[], cohort: string, privacyAlarm: boolean): Verdict[] {
  return USES.map((use) => verdictOn(use, scores, cohort, privacyAlarm));
}

function verdictOn(use: Use, scores: readonly Score[], cohort: string, privacyAlarm: boolean): Verdict {
  const criteria = use.rules.flatMap((rule) => apply(rule, scores, cohort));
  const level = privacyAlarm ? 'not-supported' : overall(criteria, use.best);
  const sentence = privacyAlarm
    ? 'Not before the privacy alarm is resolved: do not pass these rows on.'
    : use.sentences[level];
  const reason = privacyAlarm ? '' : weakest(criteria);
  return { cohort, use: use.use, title: use.title, level, sentence, reason, criteria };
}

/** The worst criterion decides; what wasn't assessed supports nothing. */
function overall(criteria: readonly Criterion[], best: VerdictLevel): VerdictLevel {
  if (criteria.every(({ level }) => level === 'not-assessed')) return 'not-assessed';
  const levels = criteria.map(({ level }) => (level === 'not-assessed' ? 'with-care' : level));
  const lowest = Math.min(...levels.map((level) => ORDER.indexOf(level)), ORDER.indexOf(best));
  return ORDER[lowest];
}

/** One criterion per endpoint, target or outcome of the score; held-out figures where there are any. */
function apply(rule: Rule, scores: readonly Score[], cohort: string): Criterion[] {
  const candidates = scores.filter(({ id }) => id === rule.score);
  const subjects = new Set(candidates.map(({ subject }) => subject));
  if (subjects.size === 0) return rule.whereComputed ? [] : [unassessed(rule)];
  return [...subjects].map((subject) => {
    const found = candidates.filter((score) => score.subject === subject);
    const heldOut = found.find((score) => score.against === 'held-out' && isMeasurable(rule, score, cohort));
    return judge(rule, heldOut ?? found.find(({ against }) => against === 'training') ?? found[0], cohort);
  });
}

function judge(rule: Rule, score: Score, cohort: string): Criterion {
  const measured = measure(rule, score, cohort);
  const level: VerdictLevel =
    measured === null
      ? 'not-assessed'
      : measured >= rule.supported
        ? 'supported'
        : measured >= rule.withCare
          ? 'with-care'
          : 'not-supported';
  const { scale, supported, withCare } = rule;
  return {
    score: scoreName(score),
    against: score.against,
    value: valueOf(score, cohort),
    measured,
    scale,
    supported,
    withCare,
    level,
  };
}

function unassessed({ score, scale, supported, withCare }: Rule): Criterion {
  const shared = { against: 'training', value: null, measured: null, level: 'not-assessed' } as const;
  return { score: SCORE_NAMES[score], scale, supported, withCare, ...shared };
}

function measure({ scale }: Rule, score: Score, cohort: string): number | null {
  const entry = entryOf(score, cohort);
  if (!entry) return null;
  return scale === 'rescaled' ? rescaled(entry) : differenceToCeiling(entry);
}

function isMeasurable(rule: Rule, score: Score, cohort: string): boolean {
  return measure(rule, score, cohort) !== null;
}

/** Floor and ceiling that are nearer than this leave no way between them. */
export const LEAST_SPAN = 0.01;

/** (value − floor) / (ceiling − floor): 0 at independent columns, 1 at another real cohort; null where these are as one. */
export function rescaled({ value, floor, ceiling }: Pick<ScoreValue, 'value' | 'floor' | 'ceiling'>): number | null {
  if (value === null || floor === null || ceiling === null || ceiling - floor < LEAST_SPAN) return null;
  return (value - floor) / (ceiling - floor);
}

function differenceToCeiling({ value, ceiling }: ScoreValue): number | null {
  return value === null || ceiling === null ? null : value - ceiling;
}

function valueOf(score: Score, cohort: string): number | null {
  return entryOf(score, cohort)?.value ?? null;
}

function entryOf(score: Score, cohort: string): ScoreValue | undefined {
  return score.values.find((entry) => entry.cohort === cohort);
}

/** The criterion with the least room above its threshold, in words. */
function weakest(criteria: readonly Criterion[]): string {
  const missing = missingScores(criteria);
  const tightest = criteria
    .flatMap((criterion) =>
      criterion.measured === null ? [] : [{ criterion, room: room(criterion, criterion.measured) }],
    )
    .toSorted((a, b) => a.room - b.room)
    .at(0);
  const weak = tightest && `Weakest: ${explain(tightest.criterion)}.`;
  const unknown = missing.length > 0 && tightest ? `No reference to judge by: ${missing.join('; ')}.` : '';
  return [weak, unknown].filter(Boolean).join(' ');
}

/** A kind of score is named once where it is missing for every endpoint or target. */
function missingScores(criteria: readonly Criterion[]): string[] {
  const kind = ({ score }: Criterion) => score.split(', ')[0];
  const assessed = new Set(criteria.filter(({ level }) => level !== 'not-assessed').map(kind));
  const missing = criteria.filter(({ level }) => level === 'not-assessed');
  return [...new Set(missing.map((criterion) => (assessed.has(kind(criterion)) ? criterion.score : kind(criterion))))];
}

/** Distance above "supported" in units of the span between the two thresholds. */
function room({ supported, withCare }: Criterion, measured: number): number {
  return (measured - supported) / (supported - withCare);
}

function explain({ score, value, measured, scale }: Criterion): string {
  if (scale === 'rescaled')
    return `${score} ${formatScore(value)}, ${formatRescaled(measured)} of the way from floor to ceiling`;
  return `${score} ${formatScore(value)}, ${formatSigned(measured, 3)} from the ceiling`;
}

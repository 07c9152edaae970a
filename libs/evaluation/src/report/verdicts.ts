/**
 * What a synthetic cohort can be used for, in words, from its scores. Thresholds are stated with every verdict. Scores
 * of single columns (BSM, RSC) and of whole curves are compared with the ceiling: independent columns reach it too, so
 * the way up from their floor means nothing. Scores of associations and of prediction are rescaled between floor and
 * ceiling. A random forest that tells real from synthetic is no gate: after calibration even shuffled columns pass it.
 */
import { formatCount, formatFixed, formatPercent, formatScore, formatSigned } from './number-format.ts';
import { SCORE_NAMES, scoreName } from './score-names.ts';
import type {
  Criterion,
  PrivacyAssessment,
  PrivacyStatement,
  Score,
  ScoreId,
  Verdict,
  VerdictLevel,
} from './report-model.ts';

/** Above this the synthetic rows stand clearly nearer to training rows than to held-out ones (Eckardt et al. 2024). */
export const LEAKAGE_ALARM = 0.05;

/** Area under the curve above which guessing who was in training succeeds too often; a convention of this software. */
export const MEMBERSHIP_ALARM = 0.6;

interface Rule {
  readonly score: ScoreId;
  readonly scale: Criterion['scale'];
  /** Least measured value for "supported" and for "with care". */
  readonly supported: number;
  readonly withCare: number;
}

interface Use {
  readonly use: Verdict['use'];
  readonly title: string;
  readonly rules: readonly Rule[];
  /** The best level that scores alone can give. */
  readonly best: VerdictLevel;
  readonly sentences: Readonly<Record<VerdictLevel, string>>;
}

const NOT_ASSESSED = 'None of the scores that would tell was computed.';

const USES: readonly Use[] = [
  {
    use: 'describing',
    title: 'Describing a population',
    best: 'supported',
    rules: [
      { score: 'bsm', scale: 'difference to ceiling', supported: -0.03, withCare: -0.1 },
      { score: 'rsc', scale: 'difference to ceiling', supported: -0.03, withCare: -0.1 },
      { score: 'ltc', scale: 'rescaled', supported: 0.6, withCare: 0.3 },
    ],
    sentences: {
      supported:
        'Single columns and pairs of columns stand about as close to the real patients as a second real cohort.',
      'with-care': 'Single columns can be read; check pairs and subgroups against the tables below.',
      'not-supported': 'Frequencies, means or pairs of columns are too far from the real patients.',
      'not-assessed': NOT_ASSESSED,
    },
  },
  {
    use: 'planning',
    title: 'Planning a trial',
    best: 'supported',
    rules: [
      { score: 'km-divergence', scale: 'difference to ceiling', supported: -0.015, withCare: -0.05 },
      { score: 'bsm', scale: 'difference to ceiling', supported: -0.03, withCare: -0.1 },
      { score: 'ltc', scale: 'rescaled', supported: 0.5, withCare: 0.25 },
    ],
    sentences: {
      supported:
        'Event rates and baseline characteristics serve for assumptions about accrual, events and sample size.',
      'with-care': 'Serves for rough assumptions; vary event rates in a sensitivity analysis.',
      'not-supported': 'Event rates or baseline characteristics would mislead a sample-size calculation.',
      'not-assessed': NOT_ASSESSED,
    },
  },
  {
    use: 'control-arm',
    title: 'As a control arm',
    best: 'with-care',
    rules: [
      { score: 'ltc', scale: 'rescaled', supported: 0.9, withCare: 0.75 },
      { score: 'association-retention', scale: 'rescaled', supported: 0.9, withCare: 0.75 },
      { score: 'km-divergence', scale: 'difference to ceiling', supported: -0.01, withCare: -0.03 },
      { score: 'prediction', scale: 'rescaled', supported: 0.8, withCare: 0.5 },
    ],
    sentences: {
      supported: '',
      'with-care':
        'For exploratory comparison only: no score shows that patients are exchangeable with those of another trial.',
      'not-supported':
        'Associations, outcomes or their prediction are not close enough to stand in for control patients.',
      'not-assessed': NOT_ASSESSED,
    },
  },
  {
    use: 'training',
    title: 'Training a model',
    best: 'supported',
    rules: [
      { score: 'prediction', scale: 'rescaled', supported: 0.8, withCare: 0.5 },
      { score: 'association-retention', scale: 'rescaled', supported: 0.8, withCare: 0.6 },
      { score: 'ltc', scale: 'rescaled', supported: 0.8, withCare: 0.5 },
    ],
    sentences: {
      supported: 'Models trained on these rows predict real patients nearly as well as models trained on real ones.',
      'with-care': 'Serves for developing and pre-training a model; validate it on real patients before any use.',
      'not-supported': 'A model would learn associations that are not those of the real patients.',
      'not-assessed': NOT_ASSESSED,
    },
  },
  {
    use: 'teaching',
    title: 'Teaching and software tests',
    best: 'supported',
    rules: [
      { score: 'bsm', scale: 'difference to ceiling', supported: -0.15, withCare: -0.25 },
      { score: 'ltc', scale: 'rescaled', supported: 0.3, withCare: 0.1 },
    ],
    sentences: {
      supported: 'Rows look and behave like patient data in exercises and in tests of analysis code.',
      'with-care': 'Serves for trying out code; associations are too weak for exercises that look for them.',
      'not-supported': 'Columns do not behave like those of the real patients.',
      'not-assessed': NOT_ASSESSED,
    },
  },
];

const ORDER: readonly VerdictLevel[] = ['not-supported', 'with-care', 'supported'];

/** The verdict on each use for one synthetic cohort. A privacy alarm overrules every score. */
export function verdicts(scores: readonly Score[], cohort: string, privacyAlarm: boolean): Verdict[] {
  return USES.map((use) => verdictOn(use, scores, cohort, privacyAlarm));
}

/** What the privacy figures say, and that they guarantee nothing. */
export function privacyStatement(privacy: PrivacyAssessment): PrivacyStatement {
  const { cohort, leakageCoefficient, membershipAuc } = privacy;
  if (leakageCoefficient === null) {
    return { cohort, alarm: null, sentence: 'Privacy was not assessed: treat the rows as if they were patients’ own.' };
  }
  const alarm = leakageCoefficient > LEAKAGE_ALARM || (membershipAuc !== null && membershipAuc > MEMBERSHIP_ALARM);
  const sentences = [
    alarm ? 'Alarm: the rows tell who was in training.' : 'No alarm.',
    leakageSentence(privacy),
    membershipSentence(privacy),
    copiesSentence(privacy),
    'Averages can miss a few memorised patients: none of these figures is a guarantee.',
  ];
  return { cohort, alarm, sentence: sentences.filter(Boolean).join(' ') };
}

function leakageSentence({ leakageCoefficient, leakageFloor }: PrivacyAssessment): string {
  const floor = leakageFloor === null ? '' : `; ${formatFixed(leakageFloor, 3)} for independent columns`;
  return `Leakage coefficient ${formatFixed(leakageCoefficient, 3)} (alarm above ${LEAKAGE_ALARM}${floor}).`;
}

function membershipSentence({ membershipAuc }: PrivacyAssessment): string {
  if (membershipAuc === null) return '';
  return `Guessing who was in training: AUC ${formatFixed(membershipAuc, 2)} (0.5 is chance, alarm above ${MEMBERSHIP_ALARM}).`;
}

function copiesSentence({ exactMatches }: PrivacyAssessment): string {
  const { training } = exactMatches;
  if (training === null) return 'Fewer training patients than the minimum cell size have an exact copy.';
  if (training === 0) return 'No training patient has an exact copy.';
  return `${formatCount(training)} training ${training === 1 ? 'patient has' : 'patients have'} an exact copy.`;
}

function verdictOn(use: Use, scores: readonly Score[], cohort: string, privacyAlarm: boolean): Verdict {
  const criteria = use.rules.flatMap((rule) => apply(rule, scores, cohort));
  const level = privacyAlarm ? 'not-supported' : overall(criteria, use.best);
  const sentence = privacyAlarm
    ? 'Not before the privacy alarm is resolved: do not pass these rows on.'
    : [use.sentences[level], weakest(criteria)].filter(Boolean).join(' ');
  return { cohort, use: use.use, title: use.title, level, sentence, criteria };
}

/** The worst criterion decides; what wasn't assessed supports nothing. */
function overall(criteria: readonly Criterion[], best: VerdictLevel): VerdictLevel {
  if (criteria.every(({ level }) => level === 'not-assessed')) return 'not-assessed';
  const levels = criteria.map(({ level }) => (level === 'not-assessed' ? 'with-care' : level));
  const lowest = Math.min(...levels.map((level) => ORDER.indexOf(level)), ORDER.indexOf(best));
  return ORDER[lowest];
}

/** One criterion per endpoint or target of the score; held-out figures where there are any. */
function apply(rule: Rule, scores: readonly Score[], cohort: string): Criterion[] {
  const candidates = scores.filter(({ id }) => id === rule.score);
  const subjects = new Set(candidates.map(({ subject }) => subject));
  if (subjects.size === 0) return [unassessed(rule)];
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
  const value = valueOf(score, cohort);
  return value === null ? null : scale === 'rescaled' ? rescaled(score, value) : differenceToCeiling(score, value);
}

function isMeasurable(rule: Rule, score: Score, cohort: string): boolean {
  return measure(rule, score, cohort) !== null;
}

/** (value − floor) / (ceiling − floor): 0 at independent columns, 1 at another real cohort; null where floor ≥ ceiling. */
export function rescaled({ floor, ceiling }: Pick<Score, 'floor' | 'ceiling'>, value: number | null): number | null {
  if (value === null || floor === null || ceiling === null || ceiling - floor < 1e-3) return null;
  return (value - floor) / (ceiling - floor);
}

function differenceToCeiling({ ceiling }: Score, value: number): number | null {
  return ceiling === null ? null : value - ceiling;
}

function valueOf(score: Score, cohort: string): number | null {
  return score.values.find((entry) => entry.cohort === cohort)?.value ?? null;
}

/** The criterion with the least room above its threshold, in words. */
function weakest(criteria: readonly Criterion[]): string {
  const missing = criteria.filter(({ level }) => level === 'not-assessed').map(({ score }) => score);
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

/** Distance above "supported" in units of the span between the two thresholds. */
function room({ supported, withCare }: Criterion, measured: number): number {
  return (measured - supported) / (supported - withCare);
}

function explain({ score, value, measured, scale }: Criterion): string {
  if (scale === 'rescaled')
    return `${score} ${formatScore(value)}, ${formatPercent(measured, 0)} of the way from floor to ceiling`;
  return `${score} ${formatScore(value)}, ${formatSigned(measured, 3)} from the ceiling`;
}

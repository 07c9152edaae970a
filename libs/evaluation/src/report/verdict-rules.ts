/**
 * What a synthetic cohort can be used for, in words, from its scores. Thresholds are stated with every verdict. Scores
 * of single columns (BSM, RSC) and of whole curves are compared with the ceiling: independent columns reach it too, so
 * the way up from their floor means nothing. Scores of associations, of effects and of prediction are rescaled between
 * floor and ceiling. A random forest that tells real from synthetic is no gate: after calibration even shuffled columns pass it.
 */
import type { Criterion, ScoreId, Verdict, VerdictLevel } from './report-model.ts';

export interface Rule {
  readonly score: ScoreId;
  readonly scale: Criterion['scale'];
  /** Least measured value for "supported" and for "with care". */
  readonly supported: number;
  readonly withCare: number;
  /** Passed over where the score was never computed: not every study has markers, or rows at hand. */
  readonly whereComputed?: true;
}

export interface Use {
  readonly use: Verdict['use'];
  readonly title: string;
  readonly rules: readonly Rule[];
  /** The best level that scores alone can give. */
  readonly best: VerdictLevel;
  readonly sentences: Readonly<Record<VerdictLevel, string>>;
}

const NOT_ASSESSED = 'None of the scores that would tell was computed.';

/** Conventions of this software, stated with every verdict. */
export const USES: readonly Use[] = [
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
      { score: 'effect-agreement', scale: 'rescaled', supported: 0.6, withCare: 0.3, whereComputed: true },
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
      { score: 'effect-agreement', scale: 'rescaled', supported: 0.9, withCare: 0.75, whereComputed: true },
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
      { score: 'auroc', scale: 'rescaled', supported: 0.8, withCare: 0.5, whereComputed: true },
      { score: 'brier', scale: 'rescaled', supported: 0.8, withCare: 0.5, whereComputed: true },
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

import type { MetricMode } from '../metrics/metric-mode.ts';
import { attacksOn } from './privacy-statement.ts';
import type { ReportModel } from './report-model.ts';

export interface Definition {
  readonly term: string;
  readonly text: string;
}

/** What every number of the report means, as the report prints it. Formulas as implemented in #evaluation/metrics. */
export function definitionsOf(model: ReportModel): readonly Definition[] {
  const { about, inference, utility, privacy } = model;
  return [
    ...REFERENCES,
    ...(about.from === 'sums' ? [NO_CEILING] : []),
    ...SCORES.map(({ term, text }) => ({ term, text: typeof text === 'string' ? text : text[about.mode] })),
    ...(inference.length > 0 ? COMPARISONS : []),
    ...(utility.length > 0 ? MODELS : []),
    ...(privacy.some(({ synthetic }) => attacksOn(synthetic).length > 0) ? ATTACKS : []),
    ...PATIENTS,
  ];
}

const REFERENCES: readonly Definition[] = [
  {
    term: 'Floor',
    text: 'The same score for a cohort whose columns are drawn one by one from the counts of the real ones: single columns right but for the width of their bins, no association left. Of scores that follow from counts the mean of up to ten such cohorts, ± its standard deviation over them; of effects of four; of models, distances and attacks one. For Cox models ½, the chance.',
  },
  {
    term: 'Ceiling',
    text: 'The same score for other real patients: against training rows, two random halves of them, which are half as large, so that a cohort can pass it, the mean of up to eight ways to halve them (of effects of four, of models one), ± its standard deviation; against held-out rows, the training rows themselves. A cohort beyond it is no better than real patients: what would be more than 100 % of the way is written ≥100 %.',
  },
];

const NO_CEILING: Definition = {
  term: 'No ceiling',
  text: 'A model trained on real patients is no sum over sites: prediction may have no ceiling.',
};

const SCORES: readonly (Omit<Definition, 'text'> & { readonly text: string | Readonly<Record<MetricMode, string>> })[] =
  [
    {
      term: 'Basic statistical measure (BSM)',
      text: {
        correct:
          'For each numeric column and each of mean, median and standard deviation: the relative error, at most 1. The score is 1 minus their mean.',
        reference:
          'For each numeric column and each of mean, median and standard deviation: the difference divided by the real mean, at most 1, as in the published tables. The score is 1 minus their mean.',
      },
    },
    {
      term: 'Regularised support coverage (RSC)',
      text: 'For each state, or each of ten bins between real deciles: synthetic share divided by real share, at most 1. Averaged within columns, then over them.',
    },
    {
      term: 'Log-transformed correlation (LTC)',
      text: 'Associations of all pairs of columns (Theil’s U, correlation ratio, Pearson’s r) on a logarithmic scale; relative error of each, at most 1; 1 minus the mean.',
    },
    {
      term: 'Association retention',
      text: 'Mean over the pairs of columns whose real association is above 0.1 of the synthetic association divided by the real one.',
    },
    {
      term: '1 − KM divergence',
      text: {
        correct:
          '1 minus the area between the two Kaplan–Meier curves, divided by the longest time observed (exact integral of the steps).',
        reference:
          '1 minus the area between the two Kaplan–Meier curves, divided by the longest time observed (trapezoid rule on as many equally spaced times as there are real patients, as in the published tables).',
      },
    },
    {
      term: '1 − |optimism|',
      text: '1 minus the absolute value of the signed area between the curves, divided by the longest time. Optimism above 0: synthetic patients live longer.',
    },
    {
      term: '1 − |short-sightedness|',
      text: '1 minus the absolute difference between the longest times observed, divided by the longer one.',
    },
    {
      term: 'Prediction (MCC)',
      text: 'Matthews correlation of a model that learnt from the synthetic rows, tested on real patients.',
    },
    {
      term: 'Leakage coefficient',
      text: 'Mean distance from a synthetic row to its nearest held-out row, divided by the mean distance to its nearest training row, minus 1. Above 0.05 synthetic rows stand clearly nearer to training patients.',
    },
  ];

const COMPARISONS: readonly Definition[] = [
  {
    term: 'Agreement of effects',
    text: 'Share of the markers whose effect on the outcome has the same direction and the same significance (p below 0.05 or not) in the synthetic cohort as among the training patients, each marker in a model of its own. Overlap of two intervals: 100 % where they are the same, 0 % where they are apart, on the logarithmic scale.',
  },
  {
    term: 'Standardised difference',
    text: 'Of a number: difference of means, synthetic minus training, in pooled standard deviations. Of a column of two states: difference of the shares of the second one. Of several states: the generalisation to several shares, a size without direction. It doesn’t grow with the number of rows; above 0.1 is commonly taken as a difference that matters.',
  },
  {
    term: 'Total variation',
    text: 'Half the sum of the absolute differences of the shares of all states, missing included; numbers are cut at the real deciles. 0: the same shares; 1: nothing in common.',
  },
  {
    term: 'Kolmogorov–Smirnov, Wasserstein',
    text: 'Largest difference of the two distribution functions of a number; area between them, in real standard deviations.',
  },
  {
    term: 'Adjusted p-values',
    text: 'Over all tests of the table: Holm’s keep the chance of any false finding at 0.05, Benjamini and Hochberg’s the expected share of false ones among the findings.',
  },
  {
    term: 'Odds, odds ratio',
    text: 'Odds: patients with a response divided by patients without, within one cohort. Odds ratio: the odds of two groups divided.',
  },
  {
    term: 'Restricted mean survival',
    text: 'Mean time without the event up to the horizon: the area under the Kaplan–Meier curve.',
  },
  {
    term: 'Follow-up',
    text: 'Median of the Kaplan–Meier curve in which censoring is the event: how long patients were followed, of which short-sightedness, the longest times only, tells nothing.',
  },
];

const MODELS: readonly Definition[] = [
  {
    term: 'AUROC',
    text: 'Chance that a model gives a patient with the outcome a higher probability than one without. 0.5: guessing; interval after DeLong. A horizon weights patients by the inverse probability of not being censored before it.',
  },
  {
    term: 'Scaled Brier score',
    text: '1 minus the mean squared error of the probabilities divided by that of a constant, the share of patients with the outcome. 0: no better than the constant.',
  },
  {
    term: 'Concordance',
    text: 'Harrell’s C: share of the pairs of patients of whom the one with the higher predicted risk has the event first. 0.5: guessing.',
  },
  {
    term: 'Calibration slope',
    text: 'Coefficient of a Cox regression of real patients on the predicted risk. 1: risks differ as predicted; below 1 the model is too sure.',
  },
];

const ATTACKS: readonly Definition[] = [
  {
    term: 'Singling out',
    text: 'Guesses, made from synthetic rows, that exactly one patient has certain values.',
  },
  {
    term: 'Linking',
    text: 'A patient’s columns are split in two; both halves point to nearest synthetic rows: how often they point to the same one.',
  },
  {
    term: 'Inferring',
    text: 'A patient’s column guessed from the nearest synthetic row in all other columns.',
  },
];

const PATIENTS: readonly Definition[] = [
  {
    term: 'Number at risk',
    text: 'Patients whose event or censoring comes at or after the time.',
  },
];

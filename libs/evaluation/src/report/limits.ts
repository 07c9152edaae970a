import type { Assessment } from '../assessment.ts';
import { formatCount } from './number-format.ts';

export interface LimitsContext {
  readonly assessment: Assessment;
  /** The rows were raked to the real margins. */
  readonly calibrated: boolean;
  /** Models whose rows were raked to real two-way tables as well. */
  readonly jointlyCalibrated?: readonly string[];
  /** So many models were compared to release the best. */
  readonly chosenAmong?: number;
}

/** What the report can't show, said as plainly as what it can. */
export function limitsOf({ assessment, calibrated, jointlyCalibrated = [], chosenAmong = 1 }: LimitsContext): string[] {
  const { from, rows, minimumCellSize } = assessment;
  return [
    `Synthetic rows hold no information beyond the ${formatCount(rows.training)} training patients. A larger synthetic cohort is not a larger study: intervals and p-values computed on synthetic rows as if they were patients, here too, are too small.`,
    'A test finds no difference in a small cohort and a difference in nearly every column of a large one: read the size of a difference before its p-value. Of many unadjusted tests at 0.05 one in twenty finds a difference by chance alone.',
    'All scores are averages over columns or pairs of columns. Combinations of three and more characteristics, and small subgroups, can be wrong although every score is high.',
    'Floor and ceiling are drawn at random, from few draws and of models from one: where ± doesn’t say less, differences of a few hundredths are noise, and so are percentages between a floor and a ceiling that lie near each other.',
    ...(assessment.inference.effects.length > 0
      ? [
          'Whether effects agree in significance depends on the numbers of patients: a smaller synthetic cohort finds fewer significant effects than the training patients, a larger one more, even where all effects are the same.',
        ]
      : []),
    'Effects of treatment are reproduced only as far as they show as associations; nothing here supports a causal reading.',
    ...(from === 'sums' ? limitsOfSums(rows) : limitsOfRows(rows)),
    ...(calibrated
      ? [
          'The rows were calibrated to the sums of single columns and of survival. Scores against the training patients that rest on these (BSM, RSC, Kaplan–Meier) are met by construction: read the held-out ones.',
        ]
      : []),
    ...(jointlyCalibrated.length > 0 ? [limitOfJoint(jointlyCalibrated, rows.heldOut === 0 && chosenAmong > 1)] : []),
    ...(chosenAmong > 1
      ? [
          `The released model was chosen as the best of ${chosenAmong} by scores of this report, held-out patients included: among models that are alike the best is so by luck, and by other patients its scores would be a little lower.`,
        ]
      : []),
    ...(minimumCellSize > 1
      ? [`Counts of real patients below ${formatCount(minimumCellSize)} are suppressed and left out of the drawings.`]
      : []),
  ];
}

/** Other models have no such tables, so by these scores they would lose to one that has. */
function limitOfJoint(models: readonly string[], isChosenByTraining: boolean): string {
  const choice = isChosenByTraining
    ? ' Without held-out patients models were compared by them, which favours a model with such rows.'
    : '';
  return `The rows of ${models.join(', ')} were calibrated to two-way tables of the training patients too. Scores of associations and of effects against these patients (LTC, association retention, agreement of effects) are met in part by construction: read the held-out ones.${choice}`;
}

function limitsOfSums({ heldOut }: Assessment['rows']): string[] {
  return [
    'The scores describe one training run with one seed. Another seed gives other values; differences of a few hundredths are within that noise.',
    heldOut > 0
      ? `Held-out figures rest on ${formatCount(heldOut)} patients of the same sites. They say nothing about patients elsewhere.`
      : 'No patients kept out of training were assessed (none were kept out, or too few at each site), so every figure compares with the training rows themselves, and leakage cannot be judged.',
    'Medians and quartiles of numeric columns come from agreed histograms, not from single values: they are exact to the width of a bin, times of survival to half of it.',
    'Effects by marker come from groups of values and about 30 intervals of time, calibration of Cox models from these intervals and groups of risk. On a real cohort of about 900 patients effects were off by 0.03 standard errors on average and 0.27 at most, observed survival of all patients by 0.01 and of a fifth of 230 patients by 0.04 at most.',
    'What a model learns from all real rows is no sum: beside models stands what each site reaches alone, and forests that tell rows apart learn at each site from its own rows.',
    'The generator was trained without differential privacy; what the privacy section measures is not a bound on what an attacker could learn.',
  ];
}

function limitsOfRows({ heldOut }: Assessment['rows']): string[] {
  return [
    'Which rows the generator learnt from, and how the synthetic rows were chosen, is taken from whoever ran the evaluation. Another draw from the same generator gives other values; differences of a few hundredths are within that noise.',
    heldOut > 0
      ? `Held-out figures rest on ${formatCount(heldOut)} patients. They are held out only if the generator, its tuning included, never saw them.`
      : 'No held-out patients were given, so every figure compares with rows that the generator may have learnt from, and leakage cannot be judged.',
    'What the privacy section measures is not a bound on what an attacker could learn.',
  ];
}

/** What every number of the report means, as the report prints it. Formulas as implemented in #evaluation/metrics. */
export const DEFINITIONS: readonly { readonly term: string; readonly text: string }[] = [
  {
    term: 'Floor',
    text: 'The same score for a cohort with the real columns, each shuffled on its own: all single columns right, no association left.',
  },
  {
    term: 'Ceiling',
    text: 'The same score for other real patients: against training rows, two random halves of them; against held-out rows, the training rows themselves. A model trained on real patients is no sum over sites: prediction may have no ceiling.',
  },
  {
    term: 'Basic statistical measure (BSM)',
    text: 'For each numeric column and each of mean, median and standard deviation: the relative error, at most 1. The score is 1 minus their mean.',
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
    text: '1 minus the area between the two Kaplan–Meier curves, divided by the longest time observed (exact integral of the steps).',
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
    text: 'Matthews correlation of a model that learnt from the synthetic rows, tested on real patients held out of training.',
  },
  {
    term: 'Leakage coefficient',
    text: 'Mean distance from a synthetic row to its nearest held-out row, divided by the mean distance to its nearest training row, minus 1. Above 0.05 synthetic rows stand clearly nearer to training patients.',
  },
  {
    term: 'Number at risk',
    text: 'Patients whose event or censoring comes at or after the time.',
  },
];

import type { CohortStyle } from '../../figures/cohort-style.ts';
import type { Utility } from '../report-model.ts';

/** A synthetic cohort that models learnt from. */
export interface LearntCohort {
  readonly style: CohortStyle;
  readonly figures: Utility;
}

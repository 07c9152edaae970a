import type { Assessment } from '#evaluation/assessment';
import type { CohortloomError } from '#errors/cohortloom-error';
import type { SampledCohort } from './sample.ts';
import type { TrainedGenerator } from './trained-generator.ts';

/** What is known of a model of a study before it is trained. */
export interface ConfiguredModel {
  readonly name: string;
  /** All settings, defaults filled in. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** How sites' contributions became the model, in words. */
  readonly strategy: string;
  /** What sites contributed to training, in words. */
  readonly contributes: string;
}

/** A trained model, and the cohort that was drawn from it. */
export interface TrainedModel extends ConfiguredModel {
  readonly generator: TrainedGenerator;
  readonly cohort: SampledCohort;
}

/** A model whose cohort was compared with the real rows. */
export interface StudyCandidate extends TrainedModel {
  /** Of the cohort, in the report. */
  readonly id: string;
  readonly assessment: Assessment;
}

/** A model that could not be made, while others could. */
export interface FailedModel extends ConfiguredModel {
  readonly failure: CohortloomError;
}

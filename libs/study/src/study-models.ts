import { z } from 'zod';
import { GENERATOR_NAMES } from '#generators/generator-names';

/** Reports have three colours for synthetic cohorts. */
export const MOST_MODELS = 3;

const hyperparameters = z.record(z.string(), z.unknown()).default({});

/** `model:` of a study file, for a study of one. */
export const modelShape = z.strictObject({
  name: z.enum(GENERATOR_NAMES).default(GENERATOR_NAMES[0]),
  hyperparameters,
});

/** `models:` of a study file, to be compared. */
export const modelsShape = z
  .array(z.strictObject({ name: z.enum(GENERATOR_NAMES), hyperparameters }), {
    error: 'must be a list of models, each with its name',
  })
  .min(1, 'must name a model')
  // Not `max`, which measures a text too.
  .refine(({ length }) => length <= MOST_MODELS, 'at most three models can be compared');

/** A generator that a study trains, and its settings. */
export type StudyModel = z.output<typeof modelShape>;

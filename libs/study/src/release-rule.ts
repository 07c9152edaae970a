import { z } from 'zod';
import { type GeneratorName, isGeneratorName } from '#generators/generator-names';
import { RELEASE_FIGURES, type ReleaseFigure } from './release/release-figures.ts';

const FIGURES = Object.keys(RELEASE_FIGURES) as [ReleaseFigure, ...ReleaseFigure[]];

const shape = z.strictObject({
  rule: z.literal('best', 'must be best; or leave it out and name a model').optional(),
  by: z
    .enum(FIGURES, `must be one of ${FIGURES.join(', ')}: cohorts of independent columns reach other scores too`)
    .optional(),
  model: z.string().optional(),
  /** Whose rows are written: those of the model that is released, or of each that raises no alarm. */
  keep: z.enum(['released', 'all']).default('released'),
});

/** `release:` of a study file. */
export const releaseShape = shape
  .refine(({ rule, by, model }) => model === undefined || (rule === undefined && by === undefined), {
    message: 'a model or a rule, not both',
  })
  .prefault({});

/** Which of several models a study releases. */
export type ReleaseRule = { readonly keep: 'released' | 'all' } & (
  { readonly rule: 'best'; readonly by: ReleaseFigure } | { readonly rule: 'named'; readonly model: GeneratorName }
);

/** The rule among these models; a text says what is wrong with it. */
export function releaseRule(
  { by = 'associations', model, keep }: z.output<typeof releaseShape>,
  models: readonly GeneratorName[],
): ReleaseRule | string {
  if (model === undefined) return { rule: 'best', by, keep };
  if (isGeneratorName(model) && models.includes(model)) return { rule: 'named', model, keep };
  return `release.model: ${model} is not among the study's models (${models.join(', ')})`;
}

/** The generators that a study may name, the default first. A new one is one more name here and one more kind in the registry. */
export const GENERATOR_NAMES = ['ctabgan-plus', 'sequential-trees', 'survival-nflow'] as const;

export type GeneratorName = (typeof GENERATOR_NAMES)[number];

/** Whether a text from outside names one of this release's generators. */
export function isGeneratorName(text: string): text is GeneratorName {
  return GENERATOR_NAMES.some((name) => name === text);
}

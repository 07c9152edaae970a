import { ctabganPlusKind } from './ctabgan-plus/ctabgan-plus-kind.ts';
import type { GeneratorKind } from './generator-kind.ts';
import { sequentialTreesKind } from './sequential-trees/sequential-trees-kind.ts';
import { survivalNflowKind } from './survival-nflow/survival-nflow-kind.ts';

/** The generators that a study may name, the default first. A new one is one more entry here. */
const KINDS = {
  'ctabgan-plus': ctabganPlusKind,
  'sequential-trees': sequentialTreesKind,
  'survival-nflow': survivalNflowKind,
} as const satisfies Record<string, GeneratorKind>;

export type GeneratorName = keyof typeof KINDS;

export const GENERATOR_NAMES = Object.keys(KINDS) as [GeneratorName, ...GeneratorName[]];

export function generatorKind(name: GeneratorName): GeneratorKind {
  return KINDS[name];
}

/** Whether a text from outside names one of this release's generators. */
export function isGeneratorName(text: string): text is GeneratorName {
  return Object.hasOwn(KINDS, text);
}

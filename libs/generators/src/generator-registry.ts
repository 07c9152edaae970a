import { ctabganPlusKind } from './ctabgan-plus/ctabgan-plus-kind.ts';
import type { GeneratorKind } from './generator-kind.ts';
import type { GeneratorName } from './generator-names.ts';
import { sequentialTreesKind } from './sequential-trees/sequential-trees-kind.ts';
import { survivalNflowKind } from './survival-nflow/survival-nflow-kind.ts';

const KINDS: Readonly<Record<GeneratorName, GeneratorKind>> = {
  'ctabgan-plus': ctabganPlusKind,
  'sequential-trees': sequentialTreesKind,
  'survival-nflow': survivalNflowKind,
};

/** Every generator there is. What needs only the names imports those, and not all the generators. */
export function generatorKind(name: GeneratorName): GeneratorKind {
  return KINDS[name];
}

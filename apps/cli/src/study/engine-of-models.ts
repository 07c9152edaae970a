import type { Engine } from '#compute/engine/engine';
import { type EngineChoice, selectEngine } from '#compute/engine/select-engine';
import { generatorKind } from '#generators/generator-registry';
import type { StudyDeclaration } from '#study/study-declaration';

/** The chosen engine, before any round, where any of the study's generators computes on one. Throws CL-MODEL-004. */
export async function engineOfModels({ models }: StudyDeclaration, choice: EngineChoice): Promise<Engine | undefined> {
  return models.some(({ name }) => generatorKind(name).needsEngine) ? selectEngine(choice) : undefined;
}

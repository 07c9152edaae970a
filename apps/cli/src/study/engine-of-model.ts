import type { Engine } from '#compute/engine/engine';
import { type EngineChoice, selectEngine } from '#compute/engine/select-engine';
import { generatorKind } from '#generators/generator-registry';
import type { StudyDeclaration } from '#study/study-declaration';

/** The chosen engine, before any round, where the study's generator computes on one. Throws CL-MODEL-004. */
export async function engineOfModel({ model }: StudyDeclaration, choice: EngineChoice): Promise<Engine | undefined> {
  return generatorKind(model.name).needsEngine ? selectEngine(choice) : undefined;
}

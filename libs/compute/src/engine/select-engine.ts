import { CohortloomError } from '#errors/cohortloom-error';
import type { Engine, EngineName, EngineOptions } from './engine.ts';
import { openOnnxRuntime } from './onnxruntime/onnxruntime-engine.ts';
import { openTensorflow } from './tensorflow/tensorflow-engine.ts';

export interface EngineChoice extends EngineOptions {
  /** By default the first one that can be opened: onnxruntime, tensorflow. */
  readonly name?: EngineName;
  /**
   * onnxruntime: cpu (default), webgpu, cuda. tensorflow: node-gpu, node, cpu; by default the first of them that is
   * installed.
   */
  readonly provider?: string;
}

const OPENERS: Readonly<Record<EngineName, (choice: EngineChoice) => Promise<Engine>>> = {
  onnxruntime: openOnnxRuntime,
  tensorflow: openTensorflow,
};

/** Opens the engine of that name, or the first that this machine has. Throws CL-MODEL-004 when there is none. */
export async function selectEngine(choice: EngineChoice = {}): Promise<Engine> {
  const names = choice.name === undefined ? (Object.keys(OPENERS) as EngineName[]) : [choice.name];
  const reasons: CohortloomError[] = [];
  for (const name of names) {
    try {
      return await OPENERS[name](choice);
    } catch (reason) {
      reasons.push(CohortloomError.from(reason));
    }
  }
  throw reasons[0];
}

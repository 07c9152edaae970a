import type { Engine, LoadedModel } from '#compute/engine/engine';
import { CohortloomError } from '#errors/cohortloom-error';
import { missingPart } from './unrestorable.ts';

/** A released generator.onnx. Throws CL-MODEL-006 where it isn't there, CL-MODEL-004 for an engine that reads no ONNX. */
export async function loadReleased(engine: Engine, onnx: Uint8Array | undefined): Promise<LoadedModel> {
  if (onnx === undefined) throw missingPart('generator.onnx');
  if (engine.loadOnnx !== undefined) return engine.loadOnnx(onnx);
  throw new CohortloomError('CL-MODEL-004', {
    what: `The engine ${engine.name} does not read ONNX models.`,
    todo: 'Leave --engine out, or choose onnxruntime.',
  });
}

/** CL-IO-004 for released files that aren't those of one release. */
export function damagedRelease(problem: string, cause?: unknown): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: `The released generator cannot be read: ${problem}.`,
    todo: 'Take generator.onnx, generator.json and datapackage.json of one release of this version.',
    cause,
  });
}

import { z } from 'zod';
import type { Engine, LoadedModel } from '#compute/engine/engine';
import { RandomStream } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { TableEncoder } from '#tabular/encoding/table-encoder';
import { sampleMeeting } from '../conditions/sample-meeting.ts';
import { damagedRelease, loadReleased } from '../load-released.ts';
import type { ModelSampler, ReleasedModel } from '../released-model.ts';
import { missingPart } from '../unrestorable.ts';
import { SAMPLING_BATCH, sampleBatch, type Sampler, sampleRows } from './sampling/sample-rows.ts';

const releasedEncoding = z.object({
  version: z.literal(1),
  columns: z.array(z.looseObject({ probabilities: z.array(z.number().min(0)) })),
});

/**
 * The generator of generator.onnx, read by generator.json. Conditions go in by the condition vector, and rows that don't meet
 * all of them are left out. Throws CL-MODEL-006 for a file that isn't there, CL-IO-004 for files that aren't of one release, CL-MODEL-004 without an engine that reads ONNX.
 */
export async function restoreCtabganPlus(
  { onnx, encoding }: ReleasedModel,
  dictionary: DataDictionary,
  engine: Engine,
): Promise<ModelSampler> {
  const encoder = readEncoder(dictionary, encoding);
  const graph = await loadReleased(engine, onnx);
  const noiseWidth = noiseWidthOf(graph, encoder);
  const sampler: Sampler = { dictionary, encoder, conditions: encoder.conditionCounts, graph, noiseWidth };
  return {
    sample: (n, seed) => sampleRows(sampler, n, new RandomStream(seed)),
    sampleGiven: (n, seed, given) => {
      const stream = new RandomStream(seed);
      return sampleMeeting(dictionary, () => sampleBatch(sampler, stream, given), SAMPLING_BATCH, n, given);
    },
  };
}

/** The released encoding has probabilities in the place of counts. */
function readEncoder(dictionary: DataDictionary, encoding: unknown): TableEncoder {
  if (encoding === undefined) throw missingPart('generator.json');
  const parsed = releasedEncoding.safeParse(encoding);
  if (!parsed.success) throw damagedRelease('generator.json is no encoding of this version');
  const columns = parsed.data.columns.map(({ probabilities, ...column }) => ({ ...column, counts: probabilities }));
  try {
    return TableEncoder.fromJSON(dictionary, { version: 1, columns });
  } catch (cause) {
    throw damagedRelease('generator.json is of another dictionary', cause);
  }
}

function noiseWidthOf({ signature }: LoadedModel, { layout }: TableEncoder): number {
  const shapeOf = (name: string) => signature.inputs.find((input) => input.name === name)?.shape;
  const [rows, width] = shapeOf('noise') ?? [];
  const [, conditionWidth] = shapeOf('condition') ?? [];
  if (rows !== SAMPLING_BATCH || width === undefined || conditionWidth !== layout.conditionWidth) {
    throw damagedRelease('generator.onnx and generator.json do not belong together');
  }
  return width;
}

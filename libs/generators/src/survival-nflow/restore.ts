import type { Engine, LoadedModel } from '#compute/engine/engine';
import { RandomStream } from '#random/random-stream';
import { concatRows } from '#tabular/concat-rows';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { sampleMeeting } from '../conditions/sample-meeting.ts';
import { damagedRelease, loadReleased } from '../load-released.ts';
import type { ModelSampler, ReleasedModel } from '../released-model.ts';
import { decodeReleased } from './mixed/release/decode-released.ts';
import { readReleasedEncoding, type ReleasedEncoding } from './mixed/release/released-encoding.ts';
import { NOISE, RELEASED_ROWS, ROWS, UNIFORMS } from './mixed/release/released-graph.ts';

/**
 * The flow of generator.onnx, read by generator.json. Conditions leave out the rows that don't meet them. Throws CL-IO-004 for
 * files that aren't of one release, CL-MODEL-004 without an engine that reads ONNX.
 */
export async function restoreSurvivalNflow(
  { onnx, encoding }: ReleasedModel,
  dictionary: DataDictionary,
  engine: Engine,
): Promise<ModelSampler> {
  const read = readReleasedEncoding(dictionary, encoding);
  const model = await loadReleased(engine, onnx);
  const draw = (stream: RandomStream) => drawBatch(model, read, dictionary, stream);
  return {
    sample: async (n, seed) => {
      const stream = new RandomStream(seed);
      const parts: Table[] = [];
      for (let count = 0; count < n || parts.length === 0; count += RELEASED_ROWS) parts.push(await draw(stream));
      return selectRows(
        concatRows(parts),
        Array.from({ length: n }, (_, row) => row),
      );
    },
    sampleGiven: (n, seed, given) => {
      const stream = new RandomStream(seed);
      return sampleMeeting(dictionary, () => draw(stream), RELEASED_ROWS, n, given);
    },
  };
}

async function drawBatch(
  model: LoadedModel,
  encoding: ReleasedEncoding,
  dictionary: DataDictionary,
  stream: RandomStream,
): Promise<Table> {
  const widthOf = (name: string) => model.signature.inputs.find((input) => input.name === name)?.shape[1];
  const [uniforms, noise] = [widthOf(UNIFORMS), widthOf(NOISE)];
  const results = await model.run({
    ...(uniforms !== undefined && { [UNIFORMS]: stream.fillUniform(new Float32Array(RELEASED_ROWS * uniforms)) }),
    ...(noise !== undefined && { [NOISE]: stream.fillNormal(new Float32Array(RELEASED_ROWS * noise)) }),
  });
  const rows = results[ROWS];
  const last = encoding.columns[encoding.columns.length - 1];
  const width = last.start + last.states.length + (last.value === undefined ? 0 : 1);
  if (rows?.length !== RELEASED_ROWS * width) {
    throw damagedRelease('generator.onnx and generator.json do not belong together');
  }
  return decodeReleased(dictionary, encoding, rows, width);
}

import { z } from 'zod';
import type { Engine, LoadedModel } from '#compute/engine/engine';
import { CohortloomError } from '#errors/cohortloom-error';
import { RandomStream, type Seed } from '#random/random-stream';
import { concatRows } from '#tabular/concat-rows';
import type { DataDictionary } from '#tabular/dictionary';
import { TableEncoder } from '#tabular/encoding/table-encoder';
import { acceptedRows } from '#tabular/model-table';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { checkGiven } from '../conditions/check-given.ts';
import { conditionText, type Given } from '../conditions/given.ts';
import { rowsMeeting } from '../conditions/rows-meeting.ts';
import type { ModelSampler, ReleasedModel } from '../released-model.ts';
import { firstRows, SAMPLING_BATCH, sampleBatch, type Sampler, sampleRows } from './sampling/sample-rows.ts';

/** Rows drawn under conditions, at least, before the conditions are given up, and for each row wanted. */
const LEAST_DRAWN = 20_000;
const PATIENCE = 200;

const releasedEncoding = z.object({
  version: z.literal(1),
  columns: z.array(z.looseObject({ probabilities: z.array(z.number().min(0)) })),
});

/**
 * The generator of generator.onnx, read by generator.json. Conditions go in by the condition vector, and rows that don't meet
 * all of them are left out. Throws CL-IO-004 for files that aren't of one release, CL-MODEL-004 without an engine that reads ONNX.
 */
export async function restoreCtabganPlus(
  { onnx, encoding }: ReleasedModel,
  dictionary: DataDictionary,
  engine: Engine,
): Promise<ModelSampler> {
  if (onnx === undefined) throw damaged('generator.onnx is not there');
  if (engine.loadOnnx === undefined) throw readsNoModels(engine);
  const encoder = readEncoder(dictionary, encoding);
  const graph = await engine.loadOnnx(onnx);
  const sampler: Sampler = { dictionary, encoder, graph, noiseWidth: noiseWidthOf(graph, encoder) };
  return {
    sample: (n, seed) => sampleRows(sampler, n, new RandomStream(seed)),
    sampleGiven: (n, seed, given) => sampleMeeting(sampler, n, seed, given),
  };
}

async function sampleMeeting(sampler: Sampler, n: number, seed: Seed, given: Given): Promise<Table> {
  checkGiven(sampler.dictionary, given);
  const stream = new RandomStream(seed);
  const parts: Table[] = [];
  let count = 0;
  for (let drawn = 0; count < n; drawn += SAMPLING_BATCH) {
    if (drawn >= LEAST_DRAWN && drawn >= PATIENCE * n) throw hardlyMet(given, count, drawn);
    const batch = await sampleBatch(sampler, stream, given);
    const part = selectRows(batch, acceptedRows(rowsMeeting(sampler.dictionary, batch, given)));
    parts.push(part);
    count += part.rowCount;
  }
  return firstRows(concatRows(parts), n);
}

/** The released encoding has probabilities in the place of counts. */
function readEncoder(dictionary: DataDictionary, encoding: unknown): TableEncoder {
  const parsed = releasedEncoding.safeParse(encoding);
  if (!parsed.success) throw damaged('generator.json is not there, or no encoding of this version');
  const columns = parsed.data.columns.map(({ probabilities, ...column }) => ({ ...column, counts: probabilities }));
  try {
    return TableEncoder.fromJSON(dictionary, { version: 1, columns });
  } catch (cause) {
    throw damaged('generator.json is of another dictionary', cause);
  }
}

function noiseWidthOf({ signature }: LoadedModel, { layout }: TableEncoder): number {
  const shapeOf = (name: string) => signature.inputs.find((input) => input.name === name)?.shape;
  const [rows, width] = shapeOf('noise') ?? [];
  const [, conditionWidth] = shapeOf('condition') ?? [];
  if (rows !== SAMPLING_BATCH || width === undefined || conditionWidth !== layout.conditionWidth) {
    throw damaged('generator.onnx and generator.json do not belong together');
  }
  return width;
}

function hardlyMet(given: Given, count: number, drawn: number): CohortloomError {
  const conditions = Object.entries(given).map(([name, value]) => conditionText(name, value));
  return new CohortloomError('CL-MODEL-005', {
    what: `Only ${count} of ${drawn} sampled rows have ${conditions.join(' and ')}.`,
    todo: 'Give fewer or more frequent conditions.',
  });
}

function readsNoModels({ name }: Engine): CohortloomError {
  return new CohortloomError('CL-MODEL-004', {
    what: `The engine ${name} does not read ONNX models.`,
    todo: 'Leave --engine out, or choose onnxruntime.',
  });
}

function damaged(problem: string, cause?: unknown): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: `The released generator cannot be read: ${problem}.`,
    todo: 'Take generator.onnx, generator.json and datapackage.json of one release of this version.',
    cause,
  });
}

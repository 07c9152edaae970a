import type { CheckpointPort } from '#federation/rounds/checkpoint';
import { RandomStream } from '#random/random-stream';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { vector, type NamedTensor, type TensorFile } from '#sums/tensors/named-tensors';

const FORMAT = 'cohortloom-training-checkpoint-1';
const VECTOR = 'vector:';
const SUMS = 'sums';
const STREAM = 'stream';

/** Local training between two steps: all that the steps to come depend on, besides broadcast, rows and seed. */
export interface TrainingPosition {
  /** Steps done. */
  readonly step: number;
  /** Steps in all. */
  readonly steps: number;
  /** Steps among those done that changed nothing, where a training leaves such out; 0 by default. */
  readonly skipped?: number;
  /** Parameters and the optimizer's moments by name. */
  readonly vectors: Readonly<Record<string, Float32Array>>;
  /** Σ of the losses so far. */
  readonly sums: Float64Array;
  readonly stream: RandomStream;
}

/** As safetensors, like everything else that holds parameters. */
export function encodeTrainingCheckpoint({
  step,
  steps,
  skipped = 0,
  vectors,
  sums,
  stream,
}: TrainingPosition): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, NamedTensor>([
    [SUMS, vector(sums)],
    [STREAM, vector(stream.position)],
    ...Object.entries(vectors).map(([name, values]): [string, NamedTensor] => [VECTOR + name, vector(values)]),
  ]);
  const metadata = new Map([
    ['format', FORMAT],
    ['step', String(step)],
    ['skipped', String(skipped)],
    ['steps', String(steps)],
  ]);
  return encodeTensors({ tensors, metadata });
}

/**
 * Goes on from what is saved, if it is a checkpoint of this very training: fills `vectors` and `sums` of the beginning with
 * what they were then. Otherwise leaves them as they are.
 * @returns where to go on
 */
export async function resumeTraining(
  checkpoint: CheckpointPort | undefined,
  beginning: TrainingPosition,
): Promise<Pick<TrainingPosition, 'step' | 'skipped' | 'stream'>> {
  const bytes = await checkpoint?.load();
  const saved = bytes === undefined ? undefined : readable(bytes);
  if (saved === undefined || !fits(saved, beginning)) return beginning;
  for (const [name, values] of Object.entries(beginning.vectors)) values.set(dataOf(saved, VECTOR + name));
  beginning.sums.set(dataOf(saved, SUMS));
  const { step, skipped } = placeIn(saved);
  return { step, skipped, stream: RandomStream.at(dataOf(saved, STREAM)) };
}

function readable(bytes: Uint8Array): TensorFile | undefined {
  try {
    return decodeTensors(bytes);
  } catch {
    return undefined;
  }
}

/** Earlier releases, which left out no steps, don't tell of any. */
function placeIn({ metadata }: Pick<TensorFile, 'metadata'>): { readonly step: number; readonly skipped: number } {
  return { step: Number(metadata.get('step')), skipped: Number(metadata.get('skipped') ?? 0) };
}

function fits({ tensors, metadata }: TensorFile, { steps, vectors, sums, stream }: TrainingPosition): boolean {
  const expected = new Map([
    [SUMS, sums.length],
    [STREAM, stream.position.length],
    ...Object.entries(vectors).map(([name, values]): [string, number] => [VECTOR + name, values.length]),
  ]);
  const { step, skipped } = placeIn({ metadata });
  return (
    metadata.get('format') === FORMAT &&
    metadata.get('steps') === String(steps) &&
    Number.isInteger(step) &&
    step >= 0 &&
    step <= steps &&
    Number.isInteger(skipped) &&
    skipped >= 0 &&
    skipped <= step &&
    tensors.size === expected.size &&
    [...tensors].every(([name, { data }]) => expected.get(name) === data.length)
  );
}

function dataOf({ tensors }: TensorFile, name: string): ArrayLike<number> {
  return tensors.get(name)?.data ?? [];
}

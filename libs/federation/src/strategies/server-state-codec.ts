import { CohortloomError } from '#errors/cohortloom-error';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { vector, type NamedTensor } from '#sums/tensors/named-tensors';
import type { ServerState } from './strategy.ts';

/** A strategy's state as safetensors bytes; canonical. */
export function encodeServerState({ steps, slots }: ServerState): Uint8Array<ArrayBuffer> {
  return encodeTensors({
    tensors: new Map([...slots].map(([name, values]) => [name, vector(values)])),
    metadata: new Map([...steps].map(([name, step]) => [`step:${name}`, String(step)])),
  });
}

/** Throws CL-NET-003 for anything that `encodeServerState` didn't write. */
export function decodeServerState(bytes: Uint8Array): ServerState {
  const { tensors, metadata } = decodeTensors(bytes);
  return {
    steps: new Map([...metadata].map(([key, step]) => [key.slice('step:'.length), Number(step)])),
    slots: new Map([...tensors].map(([name, tensor]) => [name, floatsOf(tensor)])),
  };
}

function floatsOf({ data }: NamedTensor): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new CohortloomError('CL-NET-003', {
    what: "The state of an aggregation strategy can't be read: it holds something other than float32.",
    todo: 'Run the version that wrote it.',
  });
}

import type { FederatedGenerator } from '#generators/federated-generator';
import { RandomStream, type Seed } from '#random/random-stream';
import type { Contribution, ContributionVector } from '#sums/contribution';
import type { VectorLayout } from '#sums/layout';
import { means } from '#sums/mean';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { vector } from '#sums/tensors/named-tensors';
import type { Table } from '#tabular/table';

export interface DriftState {
  readonly done: number;
  readonly values: Float32Array;
  /** Only the coordinator's, as an optimizer's moments are. */
  readonly momentum: Float32Array;
  /** Whether it comes from a codec, out of which parameters may come in another order. */
  readonly isDecoded?: boolean;
}

const LENGTH = 8;
const LAYOUT: readonly [string, VectorLayout][] = [
  ['rows', { kind: 'count', length: 1 }],
  ['w', { kind: 'weighted', length: LENGTH }],
];

/** A generator that trains nothing: its parameters drift by each site's noise, so that they depend on all that came before. */
export function driftGenerator(exchanges: number): FederatedGenerator<DriftState> {
  return {
    name: 'drift',
    init: async (seed) => ({ done: 0, values: noise(seed), momentum: new Float32Array(LENGTH) }),
    encode: ({ done, values, momentum }) => encodeState(done, values, momentum),
    decode: decodeState,
    broadcast: ({ done, values }) => encodeState(done, values, new Float32Array(LENGTH)),
    layout: ({ isDecoded }) => new Map(isDecoded ? LAYOUT : LAYOUT.toReversed()),
    contribute: async ({ values }, table, seed) => drifted(values, table, seed),
    reduce: ({ done, values, momentum, isDecoded }, sum) => {
      const mean = means(sum).get('w') ?? values;
      const next = momentum.map((m, i) => 0.5 * m + (mean[i] - values[i]));
      return { done: done + 1, isDecoded, values: values.map((value, i) => value + next[i]), momentum: next };
    },
    isDone: ({ done }) => done >= exchanges,
    progress: ({ done }) => ({ done, total: exchanges }),
    sample: async (_, n) => ({ rowCount: n, columns: new Map() }),
  };
}

function drifted(values: Float32Array, { rowCount }: Table, seed: Seed): Contribution {
  const moved = noise(seed).map((z, i) => 0.9 * values[i] + z);
  const vectors = new Map<string, ContributionVector>([
    ['w', { kind: 'weighted', weight: rowCount, values: moved }],
    ['rows', { kind: 'count', values: Float64Array.of(rowCount) }],
  ]);
  return { rowCount, vectors };
}

function noise(seed: Seed): Float32Array {
  return new RandomStream(seed).fillNormal(new Float32Array(LENGTH));
}

function encodeState(done: number, values: Float32Array, momentum: Float32Array): Uint8Array {
  const tensors = new Map([
    ['values', vector(values)],
    ['momentum', vector(momentum)],
  ]);
  return encodeTensors({ tensors, metadata: new Map([['done', String(done)]]) });
}

function decodeState(bytes: Uint8Array): DriftState {
  const { tensors, metadata } = decodeTensors(bytes);
  const [values, momentum] = ['values', 'momentum'].map((name) => tensors.get(name)?.data as Float32Array);
  return { done: Number(metadata.get('done')), values, momentum, isDecoded: true };
}

import { Buffer } from 'node:buffer';
import type { RoundRequest, SiteAssignment, SiteWorker } from '#federation/rounds/round';
import type { Contribution, Sum } from '#sums/contribution';

export const STUDY = 'echo';
export const DICTIONARY_SHA256 = '00'.repeat(32);
const ROWS = 100;

/** Sends back what was broadcast, as the parameters of a hundred rows. */
export const echoWorker: SiteWorker = {
  contribute: async ({ broadcast }: SiteAssignment): Promise<Contribution> => {
    const values = new Float32Array(broadcast.buffer, broadcast.byteOffset, broadcast.length / 4);
    return { rowCount: ROWS, vectors: new Map([['weights', { kind: 'weighted', weight: ROWS, values }]]) };
  },
};

/**
 * A round of many exchanges: the mean of what the sites send is the next broadcast.
 * @param onExchange called when an exchange has closed
 */
export function echoRound(bytes: number, exchanges: number, onExchange: (exchange: number) => void): RoundRequest {
  const length = bytes / 4;
  const parameters = new Float32Array(length);
  for (let i = 0; i < length; i++) parameters[i] = ((i * 7919) % 2001) / 1000 - 1;
  return {
    kind: 'train',
    task: 'echo',
    broadcast: bytesOf(parameters),
    layout: new Map([['weights', { kind: 'weighted', length }]]),
    next: async (sum, exchange) => {
      onExchange(exchange);
      return exchange + 1 < exchanges ? bytesOf(mean(sum)) : undefined;
    },
  };
}

function mean(sum: Sum): Float32Array {
  const { values, weight } = sum.vectors.get('weights') ?? { values: new Float64Array(0), weight: 1 };
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i] / weight;
  return result;
}

function bytesOf(values: Float32Array): Uint8Array {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

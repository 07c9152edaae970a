import type { RoundRequest, SiteAssignment, SiteWorker } from '#federation/rounds/round';
import type { Contribution } from '#sums/contribution';

export const ECHO_ROWS = 10;

/** Sends back what was broadcast, as the parameters of ten rows. */
export const echoWorker: SiteWorker = {
  contribute: async (assignment) => echo(assignment),
};

export function echo({ broadcast }: SiteAssignment): Contribution {
  return weights(new Float32Array(broadcast.buffer, broadcast.byteOffset, broadcast.length / 4));
}

export function weights(values: Float32Array): Contribution {
  return { rowCount: ECHO_ROWS, vectors: new Map([['weights', { kind: 'weighted', weight: ECHO_ROWS, values }]]) };
}

/** Rounds that broadcast `length` numbers, other ones in each exchange, and want them back. */
export function echoRound(length: number, exchanges = 1): RoundRequest {
  const next = async (_sum: unknown, exchange: number) =>
    exchange + 1 < exchanges ? broadcastOf(length, exchange + 1) : undefined;
  return {
    kind: 'train',
    task: 'echo',
    broadcast: broadcastOf(length, 0),
    layout: new Map([['weights', { kind: 'weighted', length }]]),
    ...(exchanges > 1 && { next }),
  };
}

/** What an echo study's sum must be after this exchange. */
export function expectedSum(length: number, exchange: number, sites: number): Float64Array {
  return Float64Array.from(numbersOf(length, exchange), (value) => value * ECHO_ROWS * sites);
}

function broadcastOf(length: number, exchange: number): Uint8Array {
  return new Uint8Array(numbersOf(length, exchange).buffer);
}

function numbersOf(length: number, exchange: number): Float32Array {
  const numbers = new Float32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = ((i % 1000) - 500) / 64 + exchange;
  return numbers;
}

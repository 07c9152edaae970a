import type { RoundRequest, SiteAssignment, SiteWorker } from '#federation/rounds/round';
import type { Contribution } from '#sums/contribution';
import type { SumLayout } from '#sums/layout';

export const ECHO_ROWS = 10;

/** A layout of one weighted vector. */
export function echoLayout(length: number): SumLayout {
  return new Map([['weights', { kind: 'weighted', length }]]);
}

/** Sends back what was broadcast, as weights of ten rows. */
export const echoWorker: SiteWorker = {
  contribute: async (assignment: SiteAssignment, progress) => {
    progress(1, 1);
    return echo(assignment);
  },
};

export function echo({ broadcast }: SiteAssignment): Contribution {
  const values = new Float32Array(broadcast.buffer, broadcast.byteOffset, broadcast.length / 4);
  return { rowCount: ECHO_ROWS, vectors: new Map([['weights', { kind: 'weighted', weight: ECHO_ROWS, values }]]) };
}

/** A round that broadcasts `length` numbers and wants them back. */
export function echoRound(length: number, exchanges = 1): RoundRequest {
  const broadcast = echoBroadcast(length, 0);
  const next = async (_sum: unknown, exchange: number) =>
    exchange + 1 < exchanges ? echoBroadcast(length, exchange + 1) : undefined;
  return { kind: 'train', task: 'echo', broadcast, layout: echoLayout(length), ...(exchanges > 1 && { next }) };
}

/** Numbers that differ from exchange to exchange. */
export function echoBroadcast(length: number, exchange: number): Uint8Array {
  return new Uint8Array(Float32Array.from({ length }, (_, i) => ((i % 1000) - 500) / 64 + exchange).buffer);
}

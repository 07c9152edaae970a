import { setTimeout as pause } from 'node:timers/promises';
import type { SiteWorker } from '#federation/rounds/round';

export interface CountingOptions {
  readonly steps: number;
}

/** Adds up 1 … steps, one a step of a millisecond, and saves after each: the sum tells whether a step was left out or done twice. */
export function createCountingWorker({ steps }: CountingOptions): SiteWorker {
  return {
    contribute: async (_assignment, progress, signal, checkpoint) => {
      const found = await checkpoint?.load();
      const state = found === undefined ? new Float64Array(2) : new Float64Array(found.slice().buffer);
      for (; state[0] < steps; state[0]++) {
        await pause(1);
        signal.throwIfAborted();
        progress(state[0], steps);
        if (state[0] > 0) checkpoint?.save(() => new Uint8Array(state.slice().buffer));
        state[1] += state[0] + 1;
      }
      return { rowCount: 1, vectors: new Map([['sum', { kind: 'count', values: Float64Array.of(state[1]) }]]) };
    },
  };
}

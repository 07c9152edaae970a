import type { FaultKind } from '../plan/fault.ts';

/** How long a process that misses its store may take to end, milliseconds. */
const GRACE = 10_000;

/** kill -9 of the database's server, which comes back on the same data: the coordinator waits for it, or ends and names it. */
export const KILL_DATABASE: FaultKind = {
  name: 'kill-database',
  weight: 2,
  draw: (random) => {
    const downtime = Math.floor(3_000 * random.uniform() ** 2);
    return {
      words: `kill -9 of the database's server, which is started again after ${downtime} ms`,
      apply: async ({ world, excuses }) => {
        const excuse = excuses.allow(['CL-IO-006', 'CL-IO-002'], Infinity);
        const isKilled = await world.options.store.killServer(downtime);
        excuse.end(GRACE);
        return isKilled ? 1 : 0;
      },
    };
  },
  missing: async ({ options }) => (options.store.hasServer ? undefined : 'this store has no server'),
};

import { setTimeout as pause } from 'node:timers/promises';
import type { FaultKind } from '../plan/fault.ts';

/** How long a process that the full disk has ended may take to say so, milliseconds. */
const GRACE = 10_000;

/** The store's disk is full for a while: the coordinator may end, naming it, and goes on when there is room. */
export const FULL_DISK: FaultKind = {
  name: 'full-disk',
  weight: 1,
  draw: (random) => {
    const duration = 200 + random.int(2_500);
    return {
      words: `the store's disk is full for ${duration} ms`,
      apply: async ({ world, excuses, signal }) => {
        const excuse = excuses.allow(['CL-IO-002'], Infinity);
        await world.disk?.fill();
        await pause(duration, undefined, { signal }).catch(() => undefined);
        await world.disk?.free();
        excuse.end(GRACE);
        return 0;
      },
    };
  },
  missing: async ({ disk, options }) => {
    if (disk !== undefined) return undefined;
    const hasFolder = options.store.folder(options.folder) !== undefined;
    return hasFolder ? 'a small disk needs the right to mount one' : 'this store has no folder';
  },
};

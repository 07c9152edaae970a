import type { Clock } from './ports.ts';

/** The machine's own time. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  after(delay, action) {
    const timer = setTimeout(action, Math.min(delay, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

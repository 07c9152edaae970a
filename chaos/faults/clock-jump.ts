import { writeFile } from 'node:fs/promises';
import type { FaultKind } from '../plan/fault.ts';

/** Seconds: from a clock that is set right to one that was wrong by days. */
const JUMPS = [1, 60, 3_600, 3 * 86_400];

/** The wall clock of one machine, or of all, is set forward or back while everything runs. */
export const CLOCK_JUMP: FaultKind = {
  name: 'clock-jump',
  weight: 2,
  draw: (random, { agents }) => {
    const all = ['coordinator', ...agents.keys()];
    const names = random.uniform() < 0.5 ? ['coordinator'] : random.shuffle(all).slice(0, 1 + random.int(all.length));
    const seconds = JUMPS[random.int(JUMPS.length)] * (random.uniform() < 0.5 ? 1 : -1);
    return {
      words: `the clock of ${names.join(', ')} is off by ${seconds} s`,
      apply: async ({ world }) => {
        for (const name of names) await writeFile(world.clockFile(name), String(1000 * seconds));
        return 0;
      },
    };
  },
};

import { setTimeout as pause } from 'node:timers/promises';
import type { FaultKind } from '../plan/fault.ts';

/** A second connection says all over again what an agent has said on its own, in order or out of it. */
export const REPLAY: FaultKind = {
  name: 'replay',
  weight: 2,
  draw: (random, { agents }) => {
    const site = [...agents.keys()][random.int(agents.size)];
    const isShuffled = random.uniform() < 0.5;
    const duration = 50 + random.int(700);
    const order = isShuffled ? ' in another order' : '';
    return {
      words: `what ${site} has said is said again${order} by another connection, which stays for ${duration} ms`,
      apply: async ({ world, signal }) => {
        const [hello, ...rest] = world.recorder.of(site);
        if (hello === undefined) return 0;
        const impostor = world.proxy.impostor(site);
        for (const bytes of [hello, ...(isShuffled ? random.shuffle(rest) : rest)]) impostor.say(bytes);
        await pause(duration, undefined, { signal }).catch(() => undefined);
        impostor.leave();
        return 0;
      },
    };
  },
};

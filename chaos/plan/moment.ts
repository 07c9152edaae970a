import { setTimeout as pause } from 'node:timers/promises';
import type { RandomStream } from '#random/random-stream';
import type { Passage } from '../proxy/passage.ts';
import type { World } from '../world/world.ts';

/** When a fault happens: after a while, or when so many messages of a kind have passed. */
export interface Moment {
  readonly words: string;
  wait(world: World, signal: AbortSignal): Promise<void>;
}

type MessageCase = NonNullable<Passage['message']['case']>;

/** Where something is about to become durable, or has just become so. */
const TELLING: readonly MessageCase[] = ['hello', 'assignment', 'offer', 'chunk', 'grant', 'receipt', 'receipt'];
/** If the messages don't come, milliseconds. */
const PATIENCE = 3_000;

/** Half by the clock, half by what passes: random moments seldom hit the instants that matter. */
export function drawMoment(random: RandomStream): Moment {
  if (random.uniform() < 0.5) return after(Math.floor(1_200 * random.uniform() ** 2));
  const kind = TELLING[random.int(TELLING.length)];
  return atMessage(kind, 1 + random.int(4), random.uniform() < 0.5 ? 0 : random.int(30));
}

function after(delay: number): Moment {
  return { words: `after ${delay} ms`, wait: (_, signal) => quietly(pause(delay, undefined, { signal })) };
}

function atMessage(kind: MessageCase, nth: number, delay: number): Moment {
  return {
    words: `${delay} ms after ${kind} number ${nth}`,
    wait: async ({ meddler }, signal) => {
      const seen = Promise.withResolvers<void>();
      let left = nth;
      const unwatch = meddler.watch(({ message }) => {
        if (message.case === kind && --left === 0) seen.resolve();
      });
      await Promise.race([seen.promise, quietly(pause(PATIENCE, undefined, { signal }))]);
      unwatch();
      if (delay > 0) await quietly(pause(delay, undefined, { signal }));
    },
  };
}

async function quietly(waiting: Promise<unknown>): Promise<void> {
  await waiting.catch(() => undefined);
}

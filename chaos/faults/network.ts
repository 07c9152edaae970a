import type { RandomStream } from '#random/random-stream';
import type { FaultKind } from '../plan/fault.ts';

/** A connection that breaks. */
export const CUT: FaultKind = {
  name: 'cut',
  weight: 2,
  draw: (random, world) => {
    const sites = random.shuffle([...world.agents.keys()]).slice(0, 1 + random.int(2));
    return fault(`cut connections of ${sites.join(', ')}`, () => sites.forEach((site) => world.proxy.cut(site)));
  },
};

/** A slow network for everyone, with jitter, for a while. */
export const DELAY: FaultKind = {
  name: 'delay',
  weight: 1,
  draw: (random, { meddler }) => {
    const [most, duration] = [5 + random.int(150), 500 + random.int(2_500)];
    return fault(`delay messages by up to ${most} ms for ${duration} ms`, () =>
      meddler.add({ type: 'delay', until: performance.now() + duration, delay: () => most * random.uniform() }),
    );
  },
};

/** A connection that is up while nothing gets through: longer than it takes for an agent to count as gone. */
export const STALL: FaultKind = {
  name: 'stall',
  weight: 1,
  draw: (random, { meddler, agents }) => {
    const site = oneOf(random, [...agents.keys()]);
    const duration = 500 + random.int(3_000);
    return fault(`nothing gets through to or from ${site} for ${duration} ms`, () => {
      const until = performance.now() + duration;
      meddler.add({ type: 'delay', site, until, delay: () => until - performance.now() });
    });
  },
};

/** Messages that arrive twice. */
export const DUPLICATE: FaultKind = {
  name: 'duplicate',
  weight: 2,
  draw: (random, { meddler }) => {
    const cases = oneOf(random, [
      ['offer'],
      ['chunk'],
      ['assignment'],
      ['receipt'],
      ['grant'],
      ['offer', 'chunk', 'receipt'],
    ] as const);
    const count = 1 + random.int(6);
    return fault(`the next ${count} of ${cases.join(', ')} twice`, () =>
      meddler.add({ type: 'duplicate', cases, count }),
    );
  },
};

/** Messages that later ones overtake. */
export const REORDER: FaultKind = {
  name: 'reorder',
  weight: 1,
  draw: (random, { meddler }) => {
    const kind = oneOf(random, ['offer', 'chunk', 'receipt', 'assignment', 'progress'] as const);
    const [count, delay] = [1 + random.int(3), 5 + random.int(300)];
    return fault(`the next ${count} of ${kind} come ${delay} ms late, behind others`, () =>
      meddler.add({ type: 'hold-back', cases: [kind], count, delay }),
    );
  },
};

/** Chunks that aren't what was sent. */
export const CORRUPT: FaultKind = {
  name: 'corrupt',
  weight: 2,
  draw: (random, { meddler }) => {
    const direction = random.uniform() < 0.6 ? 'up' : 'down';
    const [count, at] = [1 + random.int(3), random.uniform()];
    return fault(`a bit flipped in the next ${count} chunks ${direction}`, () =>
      meddler.add({ type: 'flip', direction, count, at }),
    );
  },
};

function fault(words: string, action: () => void) {
  return {
    words,
    apply: async () => {
      action();
      return 0;
    },
  };
}

function oneOf<T>(random: RandomStream, items: readonly T[]): T {
  return items[random.int(items.length)];
}

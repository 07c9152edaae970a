import type { RandomStream } from '#random/random-stream';
import type { FaultKind, Scene } from '../plan/fault.ts';
import type { SupervisedProcess } from '../world/supervised-process.ts';

/** kill -9 of the coordinator. */
export const KILL_COORDINATOR: FaultKind = {
  name: 'kill-coordinator',
  weight: 5,
  draw: (random) => killing(['coordinator'], random),
};

/** kill -9 of one agent, or of several at once. */
export const KILL_AGENTS: FaultKind = {
  name: 'kill-agents',
  weight: 5,
  draw: (random, { agents }) => {
    const sites = random.shuffle([...agents.keys()]);
    return killing(sites.slice(0, random.uniform() < 0.6 ? 1 : 1 + random.int(sites.length)), random);
  },
};

/** kill -9 of everything, as in a power cut. */
export const KILL_ALL: FaultKind = {
  name: 'kill-all',
  weight: 1,
  draw: (random, { agents }) => killing(random.shuffle(['coordinator', ...agents.keys()]), random),
};

/** How long after a kill a transaction that it left behind may keep others from the store, milliseconds. */
const ORPHANED = 180_000;

function killing(names: readonly string[], random: RandomStream) {
  const victims = names.map((name) => ({ name, downtime: Math.floor(600 * random.uniform() ** 3) }));
  return {
    words: `kill -9 of ${victims.map(({ name, downtime }) => `${name} (back after ${downtime} ms)`).join(', ')}`,
    apply: async ({ world, excuses }: Scene) => {
      // Where nobody else may end the transaction of a process that is gone, whoever waits for its locks may give up.
      if (world.options.store.keepsLocks && names.includes('coordinator')) excuses.allow(['CL-IO-006'], ORPHANED);
      const killed = await Promise.all(
        victims.map(async ({ name, downtime }) => {
          const victim = processOf(world, name);
          const isKilled = await victim.kill();
          victim.startLater(downtime);
          return isKilled;
        }),
      );
      return killed.filter(Boolean).length;
    },
  };
}

function processOf({ coordinator, agents }: Scene['world'], name: string): SupervisedProcess {
  return agents.get(name) ?? coordinator;
}

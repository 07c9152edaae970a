import type { RandomStream } from '#random/random-stream';
import type { World } from '../world/world.ts';
import type { Excuses } from '../world/excuses.ts';

/** Where a fault happens. */
export interface Scene {
  readonly world: World;
  /** What may end by itself because of a fault. */
  readonly excuses: Excuses;
  /** Aborts when no more is to be disturbed. */
  readonly signal: AbortSignal;
}

/** Something drawn that will go wrong. */
export interface Fault {
  /** What happens, for the reader of a violation. */
  readonly words: string;
  /** @returns how many processes were killed */
  apply(scene: Scene): Promise<number>;
}

/** A way in which things go wrong. */
export interface FaultKind {
  readonly name: string;
  /** How often it is drawn, relative to others. */
  readonly weight: number;
  draw(random: RandomStream, world: World): Fault;
  /** Why it can't be here; undefined where it can. */
  readonly missing?: (world: World) => Promise<string | undefined>;
}

import type { Ending } from './supervised-process.ts';

interface Excuse {
  readonly codes: readonly string[];
  until: number;
}

/** Ends that a fault explains: the process said so with a code, and its operator starts it again. */
export class Excuses {
  readonly #excuses: Excuse[] = [];

  /** @param codes what processes may end with @param duration milliseconds; Infinity until `end` is called */
  allow(codes: readonly string[], duration: number): { end(grace: number): void } {
    const excuse = { codes, until: performance.now() + duration };
    this.#excuses.push(excuse);
    return { end: (grace) => void (excuse.until = performance.now() + grace) };
  }

  covers({ error }: Ending): boolean {
    const now = performance.now();
    return error !== undefined && this.#excuses.some(({ codes, until }) => now < until && codes.includes(error));
  }
}

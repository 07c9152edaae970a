/**
 * One upload of a hash at a time: two sites may have the same contribution (one that is all zeros, say), and the store
 * takes one writer. Whoever comes second finds all that the first has brought.
 */
export class UploadTurns {
  readonly #tails = new Map<string, Promise<void>>();

  /** Resolves when it is one's turn, with what ends the turn. Ending it twice is once. */
  async enter(sha256: string): Promise<() => void> {
    const before = this.#tails.get(sha256);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tails.set(sha256, promise);
    void promise.then(() => {
      if (this.#tails.get(sha256) === promise) this.#tails.delete(sha256);
    });
    await before;
    return resolve;
  }
}

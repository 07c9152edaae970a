/**
 * Lends the same buffers again and again: rounds of thousands of exchanges would otherwise leave megabytes behind each
 * time, faster than the garbage collector takes them away.
 */
export class BufferPool {
  readonly #free: Uint8Array<ArrayBuffer>[] = [];
  readonly #limit: number;
  #held = 0;

  /** @param limit bytes kept while nobody uses them */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** At least `bytes` long, starting at an aligned address; contents are arbitrary. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    const index = this.#free.findIndex((buffer) => buffer.length >= bytes && buffer.length <= 2 * bytes + 65_536);
    if (index < 0) return new Uint8Array(bytes);
    const [buffer] = this.#free.splice(index, 1);
    this.#held -= buffer.length;
    return buffer;
  }

  /** Nobody may use the buffer afterwards. */
  give(buffer: Uint8Array<ArrayBuffer>): void {
    this.#free.push(buffer);
    this.#held += buffer.length;
    while (this.#held > this.#limit) this.#held -= this.#free.shift()?.length ?? this.#held;
  }
}

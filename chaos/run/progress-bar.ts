/** How often a line is printed where there is no terminal, milliseconds. */
const LINE_INTERVAL = 10_000;
const WIDTH = 30;

/** Kills done of all, with an estimate of the time left. */
export class ProgressBar {
  readonly #total: number;
  readonly #stream: NodeJS.WriteStream;
  readonly #startedAt = performance.now();
  #lastLine = -Infinity;

  constructor(total: number, stream: NodeJS.WriteStream) {
    this.#total = total;
    this.#stream = stream;
  }

  update(done: number): void {
    const words = this.#words(Math.min(done, this.#total));
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\x1b[K${words}`);
      return;
    }
    if (performance.now() - this.#lastLine < LINE_INTERVAL) return;
    this.#lastLine = performance.now();
    this.#stream.write(`${words}\n`);
  }

  /** Whatever is printed next begins on a line of its own. */
  clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\x1b[K');
  }

  #words(done: number): string {
    const filled = Math.round((WIDTH * done) / this.#total);
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const left = done === 0 ? '' : `, about ${Math.ceil((seconds / done) * (this.#total - done))} s left`;
    return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done} of ${this.#total} kills${left}`;
  }
}

import { createHash, type Hash } from 'node:crypto';
import { CohortloomError } from '#errors/cohortloom-error';

export interface ExpectedBlob {
  /** For the words of errors, e.g. `The broadcast of round 3`. */
  readonly subject: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * Collects a blob from chunks that come in order, hashing as they come. It outlives a connection: after a reconnect the
 * sender goes on at `received`. What it sends twice is skipped.
 */
export class ChunkReceiver {
  readonly expected: ExpectedBlob;
  readonly #buffer: Uint8Array;
  readonly #hash: Hash = createHash('sha256');
  #received = 0;
  #digest: string | undefined;

  /** @param buffer where to put the bytes, at least as long as the blob; a new one by default */
  constructor(expected: ExpectedBlob, buffer: Uint8Array = new Uint8Array(expected.bytes)) {
    this.expected = expected;
    this.#buffer = buffer.subarray(0, expected.bytes);
  }

  /** Bytes held so far. */
  get received(): number {
    return this.#received;
  }

  /** The bytes held so far, unchecked. They stay where they are. */
  get held(): Uint8Array {
    return this.#buffer.subarray(0, this.#received);
  }

  get isComplete(): boolean {
    return this.#received === this.expected.bytes;
  }

  /** @throws CL-NET-003 when bytes are missing before this chunk, or it goes past the end */
  add(offset: number, data: Uint8Array): void {
    const end = offset + data.length;
    if (offset > this.#received || end > this.expected.bytes) {
      throw this.#damaged(`has a chunk of bytes ${offset} to ${end} where ${this.#received} was next`);
    }
    if (end <= this.#received) return;
    const fresh = data.subarray(this.#received - offset);
    this.#buffer.set(fresh, this.#received);
    this.#hash.update(fresh);
    this.#received = end;
  }

  /**
   * The whole blob, checked.
   * @throws CL-NET-003 when it isn't complete or its hash is another
   */
  finish(): Uint8Array {
    if (!this.isComplete) throw this.#damaged(`ended after ${this.#received} of ${this.expected.bytes} bytes`);
    this.#digest ??= this.#hash.digest('hex');
    if (this.#digest !== this.expected.sha256) throw this.#damaged('arrived with another SHA-256 than announced');
    return this.#buffer;
  }

  #damaged(words: string): CohortloomError {
    return new CohortloomError('CL-NET-003', {
      what: `${this.expected.subject} ${words}.`,
      todo: 'It is sent again by itself; if this repeats, look for a proxy or network card that alters traffic.',
    });
  }
}

import type { Writable } from 'node:stream';
import { CohortloomError } from '#errors/cohortloom-error';

/** The sending half of a gRPC stream. Whatever happens to the stream, no call waits for ever. */
export class MessageStream<Message> {
  readonly #stream: Writable;
  readonly #pending = new Set<(reason: CohortloomError) => void>();
  #open = true;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Sends a small message without waiting; on a closed stream it is dropped. */
  send(message: Message): void {
    if (this.#open) this.#stream.write(message);
  }

  /**
   * Resolves when the transport has passed the message on.
   * @throws CL-NET-002 when the stream closes first
   */
  post(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#open) return reject(streamClosed());
      this.#pending.add(reject);
      this.#stream.write(message, (error) => {
        this.#pending.delete(reject);
        if (error) reject(streamClosed());
        else resolve();
      });
    });
  }

  /** Sends what is written, then closes this half. */
  end(): void {
    if (!this.#open) return;
    this.close();
    this.#stream.end();
  }

  /** To be called when the stream has closed: fails whatever waits to be sent. */
  close(): void {
    this.#open = false;
    for (const reject of this.#pending) reject(streamClosed());
    this.#pending.clear();
  }
}

function streamClosed(): CohortloomError {
  return new CohortloomError('CL-NET-002', {
    what: 'The connection closed before everything was sent.',
    todo: 'Nothing: the agent dials again and goes on where it was.',
  });
}

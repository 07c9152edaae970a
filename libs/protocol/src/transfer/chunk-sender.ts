/** Hands one chunk to the transport; resolves when the transport has passed it on and takes more. */
export type PostChunk = (offset: number, data: Uint8Array) => Promise<void>;

export interface SendOptions {
  /** Where to start, bytes; what the receiver holds already. */
  readonly offset: number;
  readonly chunkBytes: number;
  /** Ends the transfer between two chunks. */
  readonly signal?: AbortSignal;
}

/**
 * Sends bytes in chunks. Two chunks are under way at most: one that the transport works on and one that waits, so that
 * the transport never idles, memory stays small, and other messages soon get their turn.
 * @returns whether everything was sent (false: the signal ended it)
 * @throws what `post` rejects with
 */
export async function sendChunks(bytes: Uint8Array, options: SendOptions, post: PostChunk): Promise<boolean> {
  const { chunkBytes, signal } = options;
  let underWay: Promise<void> = Promise.resolve();
  for (let offset = options.offset; offset < bytes.length; offset += chunkBytes) {
    if (signal?.aborted) return false;
    const posted = post(offset, bytes.subarray(offset, offset + chunkBytes));
    posted.catch(() => {});
    await underWay;
    underWay = posted;
  }
  await underWay;
  return true;
}

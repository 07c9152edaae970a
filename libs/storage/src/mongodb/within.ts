import { MongoOperationTimeoutError } from 'mongodb';

/**
 * An operation's result, if there is one within `ms`. The driver can wait for ever for an answer on a connection that
 * closed in the moment in which it was used, whatever its own limits say. Throws MongoOperationTimeoutError.
 */
export async function within<T>(ms: number, operation: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new MongoOperationTimeoutError('No answer came.')), ms);
  });
  try {
    return await Promise.race([operation, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The same for each item of a cursor. */
export async function* itemsWithin<T>(ms: number, items: AsyncIterable<T>): AsyncIterable<T> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await within(ms, iterator.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not waited for: it may be the very cursor that never answers.
    void iterator.return?.()?.catch(() => undefined);
  }
}

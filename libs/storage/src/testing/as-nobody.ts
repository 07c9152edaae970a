/** The number of the user "nobody". */
export const NOBODY = 65_534;

/** Does something as a user for whom permissions count: an administrator may read and write everything. */
export async function asNobody<T>(action: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return action();
  process.seteuid?.(NOBODY);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}

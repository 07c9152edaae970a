/** What must not outlive this process, however it ends: killed with -9 it can't do anything. */
const pending = new Set<() => void>();

process.on('exit', () => {
  for (const action of pending) action();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** Calls `action`, which can't wait for anything, when this process ends. @returns what makes that needless */
export function atExit(action: () => void): () => void {
  pending.add(action);
  return () => void pending.delete(action);
}

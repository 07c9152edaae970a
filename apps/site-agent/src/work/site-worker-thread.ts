import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { SiteWorker } from '#federation/rounds/round';
import { contributeAndEncode } from './encoding-worker.ts';
import {
  toThreadError,
  type FromThread,
  type SiteWorkerFactory,
  type ThreadStart,
  type ToThread,
} from './thread-messages.ts';

/** How often progress crosses the threads, milliseconds. */
const PROGRESS_INTERVAL = 100;

/** The thread of a `ThreadedSiteWorker`: makes the worker once and runs one assignment at a time. */
if (parentPort !== null) serve(parentPort, workerData as ThreadStart);

function serve(port: MessagePort, start: ThreadStart): void {
  const worker = makeWorker(start);
  worker.catch(() => {});
  const aborts = new Map<number, AbortController>();
  const saving = new Map<number, () => void>();
  port.on('message', (message: ToThread) => {
    if (message.type === 'abort') return aborts.get(message.task)?.abort();
    if (message.type === 'kept') return saving.get(message.task)?.();
    const abort = new AbortController();
    aborts.set(message.task, abort);
    const { task, assignment, checkpoint: found } = message;
    const progress = progressTo(port, task);
    const checkpoint = found && { ...found, save: saverTo(port, task, saving) };
    worker
      .then((ready) => contributeAndEncode(ready, start.site, assignment, progress, abort.signal, checkpoint))
      .then((contribution) => post(port, { type: 'done', task, contribution }, [contribution.bytes.buffer]))
      .catch((error: unknown) => post(port, { type: 'failed', task, error: toThreadError(error) }))
      .finally(() => aborts.delete(task));
  });
}

async function makeWorker({ module, factory, options }: ThreadStart): Promise<SiteWorker> {
  const exports = (await import(module)) as Record<string, SiteWorkerFactory>;
  return exports[factory](options as never);
}

function progressTo(port: MessagePort, task: number): (done: number, total: number) => void {
  let last = -PROGRESS_INTERVAL;
  return (done, total) => {
    const now = performance.now();
    if (now - last < PROGRESS_INTERVAL && done < total) return;
    last = now;
    post(port, { type: 'progress', task, done, total });
  };
}

function saverTo(port: MessagePort, task: number, saving: Map<number, () => void>) {
  return (bytes: Uint8Array<ArrayBuffer>) =>
    new Promise<void>((resolve) => {
      saving.set(task, resolve);
      post(port, { type: 'checkpoint', task, bytes }, [bytes.buffer]);
    }).finally(() => saving.delete(task));
}

function post(port: MessagePort, message: FromThread, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

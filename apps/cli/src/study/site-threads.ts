import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CohortloomError } from '#errors/cohortloom-error';
import type { EncodingSiteWorker } from '#federation/rounds/in-process/in-process-transport';
import type { ReportProgress, SiteAssignment } from '#federation/rounds/round';
import { fromThreadError } from '#site-agent/work/thread-messages';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { FromSiteThread, SharedBroadcast, ThreadSites, ToSiteThread } from './site-thread-messages.ts';

/** Every thread holds the synthetic candidate as it compares it: more threads are more memory. */
const MOST_THREADS = 4;

type Encoded = Awaited<ReturnType<EncodingSiteWorker['contributeEncoded']>>;

interface Task {
  readonly progress: ReportProgress;
  readonly resolve: (encoded: Encoded) => void;
  readonly reject: (error: CohortloomError) => void;
}

/** The sites of a simulated study, shared out among threads of this process: the same contributions, sooner. */
export class SiteThreads {
  readonly workers: ReadonlyMap<string, EncodingSiteWorker>;
  /** Sites that should work at a time, so that no thread waits for the next assignment. */
  readonly concurrency: number;
  readonly #threads: readonly SiteThread[];
  #broadcast: { readonly bytes: Uint8Array; readonly shared: SharedBroadcast } | undefined;

  constructor(dictionary: DataDictionary, tables: ReadonlyMap<string, Table>, threads = MOST_THREADS) {
    const count = Math.max(1, Math.min(threads, availableParallelism(), tables.size));
    const shares = Array.from({ length: count }, () => new Map<string, Table>());
    [...tables].forEach(([site, table], i) => shares[i % count].set(site, table));
    this.#threads = shares.map((share) => new SiteThread({ dictionary, tables: share }));
    this.concurrency = 2 * count;
    this.workers = new Map(
      [...tables.keys()].map((site, i) => [
        site,
        {
          contributeEncoded: (assignment, progress, signal) =>
            this.#threads[i % count].contribute(site, assignment, this.#shared(assignment.broadcast), progress, signal),
        },
      ]),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #shared(bytes: Uint8Array): SharedBroadcast {
    if (this.#broadcast?.bytes !== bytes) {
      const shared = { number: (this.#broadcast?.shared.number ?? 0) + 1, bytes: new SharedArrayBuffer(bytes.length) };
      new Uint8Array(shared.bytes).set(bytes);
      this.#broadcast = { bytes, shared };
    }
    return this.#broadcast.shared;
  }
}

class SiteThread {
  readonly #thread: Worker;
  readonly #tasks = new Map<number, Task>();
  #lastTask = 0;

  constructor(sites: ThreadSites) {
    // Sources run under Node's type stripping (tests, development), the build as JavaScript.
    const file = import.meta.resolve('#cli/study/site-thread');
    const execArgv = file.endsWith('.ts') ? ['--conditions=source', '--no-warnings'] : undefined;
    this.#thread = new Worker(new URL(file), { workerData: sites, execArgv });
    this.#thread.on('message', (message: FromSiteThread) => this.#receive(message));
    this.#thread.on('error', (cause) => this.#lost(cause));
    this.#thread.on('exit', () => this.#lost());
  }

  async contribute(
    site: string,
    whole: SiteAssignment,
    broadcast: SharedBroadcast,
    progress: ReportProgress,
    signal: AbortSignal,
  ): Promise<Encoded> {
    const { broadcast: _, ...assignment } = whole;
    const task = ++this.#lastTask;
    const post = (message: ToSiteThread) => this.#thread.postMessage(message);
    const abort = () => post({ type: 'abort', task });
    try {
      return await new Promise((resolve, reject) => {
        this.#tasks.set(task, { progress, resolve, reject });
        post({ type: 'contribute', task, site, assignment, broadcast });
        signal.addEventListener('abort', abort, { once: true });
      });
    } finally {
      signal.removeEventListener('abort', abort);
      this.#tasks.delete(task);
    }
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #receive(message: FromSiteThread): void {
    const task = this.#tasks.get(message.task);
    if (message.type === 'progress') task?.progress(message.done, message.total);
    else if (message.type === 'done') task?.resolve({ bytes: message.bytes, sha256: message.sha256 });
    else task?.reject(fromThreadError(message.error));
  }

  #lost(cause?: unknown): void {
    const error = new CohortloomError('CL-INT-001', {
      what: 'A thread that plays sites of the simulation ended unexpectedly.',
      todo: 'Check that there is enough memory, run again with COHORTLOOM_DEBUG=1 to see the trace, and report it.',
      cause,
    });
    for (const { reject } of this.#tasks.values()) reject(error);
  }
}

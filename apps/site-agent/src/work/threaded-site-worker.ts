import { Worker } from 'node:worker_threads';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ReportProgress, SiteAssignment } from '#federation/rounds/round';
import type { AssignmentCheckpoint, EncodedContribution, EncodingWorker } from './encoding-worker.ts';
import { fromThreadError, type FromThread, type ThreadStart, type ToThread } from './thread-messages.ts';

interface Task {
  readonly checkpoint: AssignmentCheckpoint | undefined;
  readonly progress: ReportProgress;
  readonly resolve: (contribution: EncodedContribution) => void;
  readonly reject: (error: CohortloomError) => void;
}

/**
 * Hosts a `SiteWorker` in a thread of its own, so that heartbeats and transfers go on while it computes. The thread
 * starts with the first assignment; one that died is started anew.
 */
export class ThreadedSiteWorker implements EncodingWorker {
  readonly #start: ThreadStart;
  readonly #tasks = new Map<number, Task>();
  #thread: Worker | undefined;
  #lastTask = 0;

  /** @param start module URL, name of the exported factory (see `SiteWorkerFactory`), its options, the site's name */
  constructor(start: ThreadStart) {
    this.#start = start;
  }

  async contributeEncoded(
    assignment: SiteAssignment,
    progress: ReportProgress,
    signal: AbortSignal,
    checkpoint?: AssignmentCheckpoint,
  ): Promise<EncodedContribution> {
    const thread = (this.#thread ??= this.#spawn());
    const task = ++this.#lastTask;
    const post = (message: ToThread) => thread.postMessage(message);
    const abort = () => post({ type: 'abort', task });
    try {
      return await new Promise((resolve, reject) => {
        this.#tasks.set(task, { checkpoint, progress, resolve, reject });
        const { found, interval } = checkpoint ?? {};
        const handed = interval === undefined ? undefined : { found, interval };
        post({ type: 'contribute', task, assignment, checkpoint: handed });
        if (signal.aborted) abort();
        else signal.addEventListener('abort', abort, { once: true });
      });
    } finally {
      signal.removeEventListener('abort', abort);
      this.#tasks.delete(task);
    }
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  #spawn(): Worker {
    // Sources run under Node's type stripping (tests, development), the build as JavaScript.
    const file = import.meta.resolve('#site-agent/work/site-worker-thread');
    const execArgv = file.endsWith('.ts') ? ['--conditions=source', '--no-warnings'] : undefined;
    const thread = new Worker(new URL(file), { workerData: this.#start, execArgv });
    thread.on('message', (message: FromThread) => this.#receive(message));
    thread.on('error', (cause) => this.#lost(thread, cause));
    thread.on('exit', () => this.#lost(thread));
    return thread;
  }

  #receive(message: FromThread): void {
    const task = this.#tasks.get(message.task);
    if (message.type === 'progress') task?.progress(message.done, message.total);
    else if (message.type === 'checkpoint') void this.#save(message.task, message.bytes);
    else if (message.type === 'done') task?.resolve(message.contribution);
    else task?.reject(fromThreadError(message.error));
  }

  async #save(task: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const thread = this.#thread;
    await this.#tasks.get(task)?.checkpoint?.save(bytes);
    const kept: ToThread = { type: 'kept', task };
    thread?.postMessage(kept);
  }

  #lost(thread: Worker, cause?: unknown): void {
    if (this.#thread === thread) this.#thread = undefined;
    const error = new CohortloomError('CL-INT-001', {
      what: 'The thread that computes for this site ended unexpectedly.',
      todo: "Look at the trace in the agent's log, and report it; the next assignment starts a new thread.",
      cause,
    });
    for (const { reject } of this.#tasks.values()) reject(error);
  }
}

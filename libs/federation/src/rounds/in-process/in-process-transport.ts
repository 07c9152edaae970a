import { CohortloomError } from '#errors/cohortloom-error';
import { encodeContribution } from '#sums/contribution-codec';
import { sha256Hex } from '#sums/sha256';
import type { EngineAssignment, SiteEvents, SiteTransport, Slot } from '../ports.ts';
import type { ReportProgress, SiteAssignment, SiteWorker } from '../round.ts';

/** A site worker that also encodes, as one in a thread does. */
export interface EncodingSiteWorker {
  contributeEncoded(
    assignment: SiteAssignment,
    progress: ReportProgress,
    signal: AbortSignal,
  ): Promise<{ readonly bytes: Uint8Array; readonly sha256: string }>;
}

interface Task {
  readonly site: string;
  readonly assignment: EngineAssignment;
  readonly stop: AbortController;
}

/**
 * Sites in this process: an assignment is a call. At most `concurrency` sites work at a time (they would share the same
 * cores); the next starts when one is done, in the order of assignment.
 */
export class InProcessTransport implements SiteTransport {
  readonly #workers: ReadonlyMap<string, SiteWorker | EncodingSiteWorker>;
  readonly #events: () => SiteEvents;
  readonly #concurrency: number;
  readonly #waiting: Task[] = [];
  readonly #running = new Set<Task>();

  constructor(
    workers: ReadonlyMap<string, SiteWorker | EncodingSiteWorker>,
    events: () => SiteEvents,
    concurrency = 1,
  ) {
    this.#workers = workers;
    this.#events = events;
    this.#concurrency = concurrency;
  }

  assign(site: string, assignment: EngineAssignment): void {
    this.#waiting.push({ site, assignment, stop: new AbortController() });
    this.#startNext();
  }

  cancel(site: string, slot: Slot, reason: string): void {
    const isMeant = (task: Task) => task.site === site && isSameSlot(task.assignment, slot);
    const index = this.#waiting.findIndex(isMeant);
    if (index >= 0) this.#waiting.splice(index, 1);
    for (const task of this.#running) if (isMeant(task)) task.stop.abort(reason);
  }

  #startNext(): void {
    if (this.#running.size >= this.#concurrency) return;
    const task = this.#waiting.shift();
    if (task === undefined) return;
    this.#running.add(task);
    void this.#work(task).finally(() => {
      this.#running.delete(task);
      this.#startNext();
    });
  }

  async #work({ site, assignment, stop }: Task): Promise<void> {
    const { round, exchange } = assignment;
    const slot = { round, exchange };
    const progress = (done: number, total: number) => this.#events().progress(site, { ...slot, done, total });
    try {
      const worker = this.#workers.get(site);
      if (worker === undefined) return;
      const encoded = await encodedBy(worker, assignment, progress, stop.signal);
      if (stop.signal.aborted) return;
      await this.#events().submit(site, { ...slot, ...encoded, verified: true });
    } catch (reason) {
      if (!stop.signal.aborted) this.#events().siteFailed(site, slot, CohortloomError.from(reason));
    }
  }
}

async function encodedBy(
  worker: SiteWorker | EncodingSiteWorker,
  assignment: SiteAssignment,
  progress: ReportProgress,
  signal: AbortSignal,
): Promise<{ readonly bytes: Uint8Array; readonly sha256: string }> {
  if ('contributeEncoded' in worker) return worker.contributeEncoded(assignment, progress, signal);
  const bytes = encodeContribution(await worker.contribute(assignment, progress, signal));
  return { bytes, sha256: sha256Hex(bytes) };
}

function isSameSlot(a: Slot, b: Slot): boolean {
  return a.round === b.round && a.exchange === b.exchange;
}

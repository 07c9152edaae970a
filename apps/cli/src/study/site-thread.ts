/** A thread that plays some of the sites of a simulated study. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { requireEngine } from '#generators/generator-kind';
import { RandomStream } from '#random/random-stream';
import { toThreadError } from '#site-agent/work/thread-messages';
import { AssessmentReader } from '#study/site/assessment-reader';
import { StudySiteWorker } from '#study/site/study-site-worker';
import { encodeContribution } from '#sums/contribution-codec';
import { sha256Hex } from '#sums/sha256';
import type { FromSiteThread, SharedBroadcast, ThreadSites, ToSiteThread } from './site-thread-messages.ts';

function serve(port: MessagePort, { dictionary, tables }: ThreadSites): void {
  // The coordinator is in this process too, so that the choice needs no secret.
  const assessments = new AssessmentReader(new RandomStream('checked trees'));
  const engine = async () => requireEngine(undefined);
  const workers = new Map(
    [...tables].map(([site, table]) => [site, new StudySiteWorker({ site, dictionary, table, engine, assessments })]),
  );
  const broadcasts = new BroadcastMemory();
  const aborts = new Map<number, AbortController>();
  const post = (message: FromSiteThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  port.on('message', async (message: ToSiteThread) => {
    if (message.type === 'abort') return aborts.get(message.task)?.abort();
    const { task, site } = message;
    const abort = new AbortController();
    aborts.set(task, abort);
    try {
      const assignment = { ...message.assignment, broadcast: broadcasts.read(message.broadcast) };
      const progress = (done: number, total: number) => post({ type: 'progress', task, done, total });
      const bytes = encodeContribution(await workers.get(site)!.contribute(assignment, progress, abort.signal));
      post({ type: 'done', task, bytes, sha256: sha256Hex(bytes) }, [bytes.buffer]);
    } catch (reason) {
      post({ type: 'failed', task, error: toThreadError(reason) });
    } finally {
      aborts.delete(task);
    }
  });
}

/** The last broadcast, as one array for all the sites of a thread: what they read of it is read once. */
class BroadcastMemory {
  #last: { readonly number: number; readonly bytes: Uint8Array } | undefined;

  read({ number, bytes }: SharedBroadcast): Uint8Array {
    if (this.#last?.number !== number) this.#last = { number, bytes: Uint8Array.from(new Uint8Array(bytes)) };
    return this.#last.bytes;
  }
}

if (parentPort !== null) serve(parentPort, workerData as ThreadSites);

import { Worker } from 'node:worker_threads';
import type { JobRequest, JobResult } from './study-job.ts';

/** Runs the jobs on `threads` worker threads; results in the order of the jobs. */
export async function runJobs(
  jobs: readonly JobRequest[],
  threads: number,
  onResult: (result: JobResult) => void,
): Promise<JobResult[]> {
  const waiting = jobs.map((job, index) => ({ job, index }));
  const results = new Array<JobResult>(jobs.length);
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        results[next.index] = await answer(worker, next.job);
        onResult(results[next.index]);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work));
  return results;
}

function answer(worker: Worker, job: JobRequest): Promise<JobResult> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (result: JobResult) => {
      worker.off('error', reject);
      resolve(result);
    });
    worker.postMessage(job);
  });
}

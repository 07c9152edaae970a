import { Worker } from 'node:worker_threads';
import { CohortloomError } from '#errors/cohortloom-error';
import type { Assessment } from '#evaluation/assessment';
import type { AssessmentTask, FromAssessmentThread } from './thread-messages.ts';

export interface ThreadOptions {
  /** So many cohorts are assessed at a time. */
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Steps done and steps in all, over all cohorts. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Assesses each cohort in a thread of its own, so that this process hears Ctrl-C and shows progress meanwhile. Results in
 * the order of the tasks. Throws CL-ROUND-006 when `signal` aborts.
 */
export async function assessInThreads(
  tasks: readonly AssessmentTask[],
  { threads, signal, onProgress }: ThreadOptions,
): Promise<Assessment[]> {
  const steps = tasks.map(() => ({ done: 0, total: 1 }));
  const results = new Map<number, Assessment>();
  const waiting = [...tasks.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, task] = next;
      const tell = (done: number, total: number) => {
        steps[index] = { done, total };
        // A cohort that hasn't begun takes as many steps as this one.
        onProgress(sumOf(steps.map((step) => step.done)), steps.length * total);
      };
      results.set(index, await assessInThread(task, signal, tell));
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, work));
  return tasks.map((_, index) => results.get(index)).filter((assessment) => assessment !== undefined);
}

function assessInThread(
  task: AssessmentTask,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<Assessment> {
  // Sources run under Node's type stripping (tests, development), the build as JavaScript.
  const file = import.meta.resolve('#cli/evaluation/assessment-thread');
  const execArgv = file.endsWith('.ts') ? ['--conditions=source', '--no-warnings'] : undefined;
  const thread = new Worker(new URL(file), { workerData: task, execArgv });
  return new Promise<Assessment>((resolve, reject) => {
    const stop = () => reject(interrupted());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    thread.on('message', (message: FromAssessmentThread) => {
      if (message.type === 'progress') onProgress(message.done, message.total);
      else resolve(message.assessment);
    });
    thread.on('error', (cause) => reject(CohortloomError.from(cause)));
    thread.on('exit', () => reject(lost()));
  }).finally(() => void thread.terminate());
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function interrupted(): CohortloomError {
  return new CohortloomError('CL-ROUND-006', {
    what: 'The evaluation was interrupted; nothing was written.',
    todo: 'Start it again.',
  });
}

function lost(): CohortloomError {
  return new CohortloomError('CL-INT-001', {
    what: 'The thread that evaluates a cohort ended without a result.',
    todo: 'Check that there is enough memory, run again with COHORTLOOM_DEBUG=1 to see the trace, and report it.',
  });
}

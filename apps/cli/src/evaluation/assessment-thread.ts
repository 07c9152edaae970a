/** A thread that assesses one synthetic cohort and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { assessTables } from '#evaluation/pooled/assess-tables';
import type { AssessmentTask, FromAssessmentThread } from './thread-messages.ts';

const post = (message: FromAssessmentThread) => parentPort?.postMessage(message);
const { dictionary, rows, synthetic, options } = workerData as AssessmentTask;

const assessment = assessTables(dictionary, rows, synthetic, {
  ...options,
  onProgress: (done, total) => post({ type: 'progress', done, total }),
});
post({ type: 'done', assessment });

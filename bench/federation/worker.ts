/** A worker thread that runs one study after another, as they are posted to it. */
import { parentPort } from 'node:worker_threads';
import { benchAmlsg } from './amlsg-models.ts';
import { benchCases } from './cases.ts';
import { type JobRequest, runStudyJob } from './study-job.ts';

const amlsg = await benchAmlsg();
if (amlsg === undefined || parentPort === null) throw new Error('this file is a worker of main.ts');
const port = parentPort;

port.on('message', async (request: JobRequest) => {
  const benchCase = benchCases(amlsg, request.model).find(({ name }) => name === request.caseName);
  if (benchCase) port.postMessage(await runStudyJob(amlsg, benchCase, request));
});

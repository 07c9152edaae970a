import { Worker } from 'node:worker_threads';
import { expect, it } from '@jest/globals';
import { Graph } from '../graph/graph.ts';
import { matmul } from '../ops/matmul.ts';
import { tanh } from '../ops/elementwise.ts';
import { openOnnxRuntime } from './onnxruntime/onnxruntime-engine.ts';

const SCRIPT = new URL('../testing/run-in-worker.ts', import.meta.url);

it('a built graph runs in a worker thread and gives the same bits there', async () => {
  const graph = new Graph();
  const x = graph.input('x', [40, 40]);
  graph.output('y', tanh(matmul(x, x)));
  const built = graph.build();
  const feeds = { x: Float32Array.from({ length: 1600 }, (_, i) => Math.sin(i)) };
  const here = await (await openOnnxRuntime()).load(built);
  const { y } = await here.run(feeds);
  expect(await runInWorker({ graph: built, feeds })).toEqual(y);
});

function runInWorker(workerData: unknown): Promise<Float32Array> {
  const worker = new Worker(SCRIPT, { workerData, execArgv: ['--conditions=source', '--no-warnings'] });
  return new Promise((resolve, reject) => {
    worker.once('message', (message: Float32Array) => resolve(message));
    worker.once('error', reject);
  });
}

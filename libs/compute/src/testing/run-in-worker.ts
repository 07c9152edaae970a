/** A worker thread's script: runs the graph it is started with and posts the output y. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Feed } from '../engine/engine.ts';
import { openOnnxRuntime } from '../engine/onnxruntime/onnxruntime-engine.ts';
import type { StaticGraph } from '../graph/static-graph.ts';

const { graph, feeds } = workerData as { graph: StaticGraph; feeds: Record<string, Feed> };
const loaded = await (await openOnnxRuntime()).load(graph);
parentPort!.postMessage((await loaded.run(feeds)).y);

/** Runs static graphs operation by operation on TensorFlow.js's forward kernels. */
import util from 'node:util';
import { CohortloomError } from '#errors/cohortloom-error';
import type { Engine, EngineOptions } from '../engine.ts';
import { TensorflowGraph } from './tensorflow-graph.ts';

export type Tensorflow = typeof import('@tensorflow/tfjs-core');

export interface TensorflowOptions extends EngineOptions {
  /** node-gpu, node or cpu; by default the first of them that is installed. */
  readonly provider?: string;
}

interface Provider {
  readonly packages: readonly string[];
  /** tfjs's name of the backend that the packages register. */
  readonly backend: string;
}

const PROVIDERS: Readonly<Record<string, Provider>> = {
  'node-gpu': { packages: ['@tensorflow/tfjs-node-gpu'], backend: 'tensorflow' },
  node: { packages: ['@tensorflow/tfjs-node'], backend: 'tensorflow' },
  cpu: { packages: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'], backend: 'cpu' },
};

/** Throws CL-MODEL-004 when no provider, or not the named one, is installed. */
export async function openTensorflow(options: TensorflowOptions = {}): Promise<Engine> {
  const names = options.provider === undefined ? Object.keys(PROVIDERS) : [options.provider];
  const causes: unknown[] = [];
  for (const name of names) {
    try {
      const tensorflow = await open(PROVIDERS[name]);
      return { name: 'tensorflow', provider: name, load: async (graph) => new TensorflowGraph(tensorflow, graph) };
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw new CohortloomError('CL-MODEL-004', {
    what: `TensorFlow.js is not installed here (${names.join(', ')}).`,
    todo: 'Install @tensorflow/tfjs-node or @tensorflow/tfjs-node-gpu, or choose --engine onnxruntime.',
    cause: new AggregateError(causes),
  });
}

async function open({ packages, backend }: Provider): Promise<Tensorflow> {
  restoreRemovedHelper();
  const modules = (await Promise.all(packages.map((name) => import(name)))) as Tensorflow[];
  // tfjs-node is one CommonJS package that holds the core; its names arrive on the default export.
  const [first] = modules as { default?: Tensorflow }[];
  const tensorflow = modules[0].ready === undefined ? first.default! : modules[0];
  tensorflow.enableProdMode();
  await tensorflow.setBackend(backend);
  await tensorflow.ready();
  return tensorflow;
}

/** tfjs-node 4.22 still calls a helper that Node 23 took out of node:util. */
function restoreRemovedHelper(): void {
  const helpers = util as { isNullOrUndefined?: (value: unknown) => boolean };
  helpers.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

/** Runs static graphs as ONNX models on onnxruntime-node. */
import type { InferenceSession } from 'onnxruntime-node';
import { CohortloomError } from '#errors/cohortloom-error';
import type { GraphInput, StaticGraph } from '../../graph/static-graph.ts';
import { exportOnnx } from '../../onnx/lower.ts';
import type { Engine, EngineOptions, LoadedGraph } from '../engine.ts';
import { switchOffTelemetry } from './no-telemetry.ts';
import { OnnxRuntimeGraph } from './onnxruntime-graph.ts';

type OnnxRuntime = typeof import('onnxruntime-node');

export interface OnnxRuntimeOptions extends EngineOptions {
  /** cpu (default), webgpu or cuda. */
  readonly provider?: string;
}

/** Throws CL-MODEL-004 when the library or the provider is missing. */
export async function openOnnxRuntime(options: OnnxRuntimeOptions = {}): Promise<Engine> {
  const { provider = 'cpu', threads = 1 } = options;
  const runtime = await importRuntime();
  const known = runtime.listSupportedBackends().map((backend) => backend.name);
  if (!known.includes(provider))
    throw new CohortloomError('CL-MODEL-004', {
      what: `ONNX Runtime has no provider ${provider} here; it has ${known.join(', ')}.`,
      todo: 'Choose one of these providers, or install the one you want.',
    });
  return {
    name: 'onnxruntime',
    provider,
    load: (graph) => load(runtime, graph, provider, threads),
    loadOnnx: (bytes) => loadOnnx(runtime, bytes, provider, threads),
  };
}

async function importRuntime(): Promise<OnnxRuntime> {
  switchOffTelemetry();
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new CohortloomError('CL-MODEL-004', {
      what: 'onnxruntime-node cannot be loaded.',
      todo: 'Run npm ci again on this machine, or choose --engine tensorflow.',
      cause,
    });
  }
}

async function load(runtime: OnnxRuntime, graph: StaticGraph, provider: string, threads: number): Promise<LoadedGraph> {
  try {
    const session = await runtime.InferenceSession.create(exportOnnx(graph), sessionOptions(provider, threads));
    return new OnnxRuntimeGraph(runtime, session, graph);
  } catch (cause) {
    throw new CohortloomError('CL-MODEL-004', {
      what: `ONNX Runtime's provider ${provider} cannot load the model.`,
      todo: 'Choose another provider with --provider, or another engine with --engine.',
      cause,
    });
  }
}

async function loadOnnx(
  runtime: OnnxRuntime,
  bytes: Uint8Array,
  provider: string,
  threads: number,
): Promise<OnnxRuntimeGraph> {
  try {
    const session = await runtime.InferenceSession.create(bytes, sessionOptions(provider, threads));
    return new OnnxRuntimeGraph(runtime, session, {
      inputs: session.inputMetadata.map(asInput),
      outputs: session.outputMetadata.map(asInput),
    });
  } catch (cause) {
    throw new CohortloomError('CL-IO-004', {
      what: 'The bytes are no ONNX model that ONNX Runtime can load.',
      todo: 'Take the model from its release again.',
      cause,
    });
  }
}

/** Our models have tensors of fixed shapes only. */
function asInput(value: InferenceSession.ValueMetadata): GraphInput {
  if (!value.isTensor) throw new TypeError(`${value.name} is no tensor`);
  return {
    name: value.name,
    shape: value.shape.map(Number),
    dtype: value.type === 'int32' ? 'int32' : 'float32',
  };
}

function sessionOptions(provider: string, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  };
}

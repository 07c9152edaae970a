import type { GraphInput, GraphOutput, StaticGraph } from '../graph/static-graph.ts';

export const ENGINE_NAMES = ['onnxruntime', 'tensorflow'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

export interface EngineOptions {
  /** Threads inside one operation. Default 1: results are bit-identical for a given number of threads. */
  readonly threads?: number;
}

/** Runs static graphs. Every engine gives the same numbers up to rounding, and the same bits every time. */
export interface Engine {
  readonly name: EngineName;
  /** e.g. cpu, webgpu, cuda. */
  readonly provider: string;
  load(graph: StaticGraph): Promise<LoadedGraph>;
  /** An ONNX model as it was exported and kept. Absent where the engine reads none. Throws CL-IO-004 for other bytes. */
  loadOnnx?(bytes: Uint8Array): Promise<LoadedModel>;
}

/** What a model takes and gives. */
export interface ModelSignature {
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly Pick<GraphOutput, 'name' | 'shape'>[];
}

/** A model that says what it takes and gives. */
export interface LoadedModel extends LoadedGraph {
  readonly signature: ModelSignature;
}

export type Feed = Float32Array | Int32Array;

export interface LoadedGraph {
  /**
   * One run. `feeds` holds every input of the graph, row-major. `into` may hold buffers for some outputs, which are
   * then written in place; the rest is allocated. Returns every output, row-major.
   */
  run(
    feeds: Readonly<Record<string, Feed>>,
    into?: Readonly<Record<string, Float32Array>>,
  ): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}

import type { LoadedGraph } from '#compute/engine/engine';
import type { StaticGraph } from '#compute/graph/static-graph';

/** A graph loaded for a purpose, built once in a process. */
export type LoadGraph = (purpose: string, build: () => StaticGraph) => Promise<LoadedGraph>;

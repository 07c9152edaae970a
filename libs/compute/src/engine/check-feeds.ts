import { GraphError } from '../graph/graph-error.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { Feed, ModelSignature } from './engine.ts';

/** Throws GraphError unless every input is fed with an array of its type and size. */
export function checkFeeds(graph: ModelSignature, feeds: Readonly<Record<string, Feed>>): void {
  for (const { name, shape, dtype } of graph.inputs) {
    const feed = feeds[name];
    if (feed === undefined) throw new GraphError('run', `the input ${name} is not fed`);
    const hasType = dtype === 'int32' ? feed instanceof Int32Array : feed instanceof Float32Array;
    if (!hasType) throw new GraphError('run', `the input ${name} must be fed with ${dtype}`);
    if (feed.length !== sizeOf(shape))
      throw new GraphError('run', `the input ${name} is fed with an array of another size`, [shape, [feed.length]]);
  }
}

/** Throws GraphError when a buffer for an output has the wrong size. */
export function checkTargets(graph: ModelSignature, into: Readonly<Record<string, Float32Array>>): void {
  for (const { name, shape } of graph.outputs) {
    const target = into[name];
    if (target !== undefined && target.length !== sizeOf(shape))
      throw new GraphError('run', `the buffer for ${name} has another size`, [shape, [target.length]]);
  }
}

import type { LoadedGraph } from '#compute/engine/engine';
import type { RandomStream } from '#random/random-stream';
import type { NetworkParameters } from '../state.ts';
import { gradientOf, LOSSES, type NetworkName } from '../step/training-step.ts';
import type { BatchSource } from './batch-source.ts';
import { type LocalTraining, requireFinite } from './train-locally.ts';

/**
 * The mean gradients of one batch at the broadcast parameters, all three networks' at once: a site's part of an exchange
 * of federated SGD. `parameters` of the result holds gradients. Throws CL-MODEL-001.
 */
export async function batchGradients(
  graph: LoadedGraph,
  at: NetworkParameters,
  source: BatchSource,
  stream: RandomStream,
): Promise<LocalTraining> {
  source.next(stream);
  const results = await graph.run({ ...source.feeds, ...Object.fromEntries(at) });
  requireFinite(results[LOSSES], 0);
  const names = [...at.keys()] as NetworkName[];
  return {
    parameters: new Map(names.map((name) => [name, results[gradientOf(name)]])),
    lossSums: Float64Array.from(results[LOSSES]),
  };
}

import type { LoadedGraph } from '#compute/engine/engine';
import type { RandomStream } from '#random/random-stream';
import {
  type LocalTraining,
  LOSSES,
  type NetworkParameters,
  type OnDiverged,
  type StepSource,
} from './train-locally.ts';

/** The output that holds a network's gradient. */
export function gradientOf(network: string): string {
  return `gradient.${network}`;
}

/**
 * The mean gradients of one batch at the broadcast parameters, all networks' at once: a site's part of an exchange of
 * federated SGD. `parameters` of the result holds gradients.
 * @throws what `onDiverged` throws, told losses that aren't all finite
 */
export async function batchGradients(
  graph: LoadedGraph,
  at: NetworkParameters,
  source: StepSource,
  stream: RandomStream,
  onDiverged: OnDiverged,
): Promise<LocalTraining> {
  source.next(stream);
  const results = await graph.run({ ...source.feeds, ...Object.fromEntries(at) });
  if (!results[LOSSES].every(Number.isFinite)) onDiverged(results[LOSSES], 0, 1);
  return {
    parameters: new Map([...at.keys()].map((name) => [name, results[gradientOf(name)]])),
    lossSums: Float64Array.from(results[LOSSES]),
    skipped: 0,
  };
}

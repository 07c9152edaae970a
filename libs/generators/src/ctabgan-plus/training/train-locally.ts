import type { Feed, LoadedGraph } from '#compute/engine/engine';
import { adamCorrections } from '#compute/parameters/adam';
import type { CheckpointPort } from '#federation/rounds/checkpoint';
import { CohortloomError } from '#errors/cohortloom-error';
import type { RandomStream } from '#random/random-stream';
import { encodeTrainingCheckpoint, resumeTraining } from '../../training-checkpoint.ts';
import type { Hyperparameters } from '../hyperparameters.ts';
import type { NetworkParameters } from '../state.ts';
import {
  correctionInputs,
  LOSS_NAMES,
  LOSSES,
  type NetworkName,
  nextOf,
  updatesPerStep,
} from '../step/training-step.ts';
import type { BatchSource } from './batch-source.ts';

export interface LocalTraining {
  readonly parameters: NetworkParameters;
  /** Σ over steps of each loss, in the order of LOSS_NAMES. */
  readonly lossSums: Float64Array;
}

/** How a training is watched, stopped, and gone on with. */
export interface TrainingControl {
  readonly progress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
  readonly checkpoint?: CheckpointPort;
}

/** Steps between two looks at the signal and the progress, and two occasions to save a checkpoint. */
const BREATH = 5;

/**
 * Runs `settings.localSteps` steps from the broadcast parameters, with fresh Adam moments: what comes out depends on the
 * broadcast, the rows and the seed alone, so a round that is repeated, or goes on from a checkpoint, gives the same bytes.
 * @throws CL-MODEL-001 when a loss is no longer a finite number; the signal's reason when it aborts
 */
export async function trainLocally(
  graph: LoadedGraph,
  start: NetworkParameters,
  settings: Hyperparameters,
  source: BatchSource,
  options: TrainingControl & {
    readonly stream: RandomStream;
    readonly learningRate: number;
    readonly proximal: number;
  },
): Promise<LocalTraining> {
  const names = [...start.keys()] as NetworkName[];
  const anchors = options.proximal > 0 ? anchorFeeds(start) : {};
  let current = initialVectors(start);
  let spare = initialVectors(start);
  const lossSums = new Float64Array(LOSS_NAMES.length);
  const losses = new Float32Array(LOSS_NAMES.length);
  const steps = settings.localSteps;
  const fresh = { step: 0, steps, vectors: current, sums: lossSums, stream: options.stream };
  const { step: first, stream } = await resumeTraining(options.checkpoint, fresh);
  for (let step = first; step < steps; step++) {
    if (step % BREATH === 0) {
      await breathe(options, step, steps);
      const here = { step, steps, vectors: current, sums: lossSums, stream };
      if (step > first) options.checkpoint?.save(() => encodeTrainingCheckpoint(here));
    }
    source.next(stream);
    const feeds = {
      ...source.feeds,
      ...anchors,
      ...current,
      ...corrections(names, settings, options.learningRate, step),
    };
    await graph.run(feeds, { ...asOutputs(spare), [LOSSES]: losses });
    requireFinite(losses, step);
    losses.forEach((loss, i) => (lossSums[i] += loss));
    [current, spare] = [spare, current];
  }
  options.progress(steps, steps);
  return { parameters: new Map(names.map((name) => [name, current[name]])), lossSums };
}

/** @throws CL-MODEL-001 naming the loss */
export function requireFinite(losses: Float32Array, step: number): void {
  const index = losses.findIndex((loss) => !Number.isFinite(loss));
  if (index < 0) return;
  throw new CohortloomError('CL-MODEL-001', {
    what: `The ${LOSS_NAMES[index]} loss of CTAB-GAN+ stopped being a finite number at local step ${step + 1}.`,
    todo: 'Lower learningRate, or raise gradientPenalty, and start again from the last round.',
  });
}

/** Lets messages in, reports, and stops when asked to. */
async function breathe(
  { progress, signal }: { progress: (done: number, total: number) => void; signal: AbortSignal },
  done: number,
  total: number,
): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
  progress(done, total);
}

function initialVectors(start: NetworkParameters): Record<string, Float32Array> {
  return Object.fromEntries(
    [...start].flatMap(([name, values]) => [
      [name, values.slice()],
      [`${name}.m`, new Float32Array(values.length)],
      [`${name}.v`, new Float32Array(values.length)],
    ]),
  );
}

function asOutputs(vectors: Readonly<Record<string, Float32Array>>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(vectors).map(([name, values]) => [nextOf(name), values]));
}

function anchorFeeds(start: NetworkParameters): Record<string, Float32Array> {
  return Object.fromEntries([...start].map(([name, values]) => [`${name}.anchor`, values]));
}

function corrections(
  names: readonly NetworkName[],
  settings: Hyperparameters,
  learningRate: number,
  step: number,
): Record<string, Feed> {
  const feeds: Record<string, Feed> = {};
  for (const name of names) {
    const updates = updatesPerStep(name, settings, names.includes('classifier'));
    for (let i = 0; i < updates; i++) {
      const inputs = correctionInputs(name, i);
      const values = adamCorrections(step * updates + i + 1, learningRate, settings);
      feeds[inputs.stepSize] = Float32Array.of(values.stepSize);
      feeds[inputs.deviationScale] = Float32Array.of(values.deviationScale);
    }
  }
  return feeds;
}

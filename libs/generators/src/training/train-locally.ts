import type { Feed, LoadedGraph } from '#compute/engine/engine';
import { type AdamSettings, adamCorrections } from '#compute/parameters/adam';
import type { CheckpointPort } from '#federation/rounds/checkpoint';
import type { RandomStream } from '#random/random-stream';
import { encodeTrainingCheckpoint, resumeTraining } from '../training-checkpoint.ts';
import { anchorOf, correctionInputs, nextOf } from './learner.ts';

/** Networks' parameters, each network's as one flat vector. */
export type NetworkParameters = ReadonlyMap<string, Float32Array>;

/** The output of a training step that holds its losses. */
export const LOSSES = 'losses';

/** Fills feeds with what the next step consumes: real rows and random numbers. */
export interface StepSource {
  readonly feeds: Readonly<Record<string, Feed>>;
  next(stream: RandomStream): void;
}

export interface LocalTraining {
  readonly parameters: NetworkParameters;
  /** Σ over counted steps of each loss. */
  readonly lossSums: Float64Array;
  /** Steps whose losses weren't finite, which were left out. */
  readonly skipped: number;
}

/**
 * Told losses that aren't all finite: throws, or returns to go on without that step.
 * @param skipped such steps so far with this one, those before a checkpoint included
 */
export type OnDiverged = (losses: Float32Array, step: number, skipped: number) => void;

/** How a training is watched, stopped, and gone on with. */
export interface TrainingControl {
  readonly progress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
  readonly checkpoint?: CheckpointPort;
}

export interface LocalTrainingOptions extends TrainingControl {
  readonly steps: number;
  readonly adam: AdamSettings;
  readonly learningRate: number;
  /** μ of FedProx; 0 for none. */
  readonly proximal: number;
  readonly lossCount: number;
  /** Updates of a network in each step. */
  readonly updatesOf: (network: string) => number;
  readonly onDiverged: OnDiverged;
  readonly stream: RandomStream;
}

/** Steps between two looks at the signal and the progress, and two occasions to save a checkpoint. */
const BREATH = 5;

/**
 * Runs steps of a graph made of `Learner`s from the broadcast parameters, with fresh Adam moments: what comes out depends on
 * the broadcast, the rows and the seed alone, so a round that is repeated, or goes on from a checkpoint, gives the same bytes.
 * A step with a loss that isn't finite changes nothing.
 * @throws what `onDiverged` throws; the signal's reason when it aborts
 */
export async function trainLocally(
  graph: LoadedGraph,
  start: NetworkParameters,
  source: StepSource,
  options: LocalTrainingOptions,
): Promise<LocalTraining> {
  const names = [...start.keys()];
  const anchors = options.proximal > 0 ? anchorFeeds(start) : {};
  let current = initialVectors(start);
  let spare = initialVectors(start);
  const lossSums = new Float64Array(options.lossCount);
  const losses = new Float32Array(options.lossCount);
  const { steps, checkpoint } = options;
  const fresh = { step: 0, steps, skipped: 0, vectors: current, sums: lossSums, stream: options.stream };
  const { step: first, stream, ...before } = await resumeTraining(checkpoint, fresh);
  let skipped = before.skipped ?? 0;
  for (let step = first; step < steps; step++) {
    if (step % BREATH === 0) {
      await breathe(options, step);
      const here = { step, steps, skipped, vectors: current, sums: lossSums, stream };
      if (step > first) checkpoint?.save(() => encodeTrainingCheckpoint(here));
    }
    source.next(stream);
    const feeds = { ...source.feeds, ...anchors, ...current, ...corrections(names, options, step - skipped) };
    await graph.run(feeds, { ...asOutputs(spare), [LOSSES]: losses });
    if (losses.every(Number.isFinite)) {
      losses.forEach((loss, i) => (lossSums[i] += loss));
      [current, spare] = [spare, current];
    } else {
      skipped++;
      options.onDiverged(losses, step, skipped);
    }
  }
  options.progress(steps, steps);
  return { parameters: new Map(names.map((name) => [name, current[name]])), lossSums, skipped };
}

/** Lets messages in, reports, and stops when asked to. */
async function breathe({ progress, signal, steps }: LocalTrainingOptions, done: number): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
  progress(done, steps);
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
  return Object.fromEntries([...start].map(([name, values]) => [anchorOf(name), values]));
}

function corrections(
  names: readonly string[],
  { adam, learningRate, updatesOf }: LocalTrainingOptions,
  step: number,
): Record<string, Feed> {
  const feeds: Record<string, Feed> = {};
  for (const name of names) {
    const updates = updatesOf(name);
    for (let i = 0; i < updates; i++) {
      const inputs = correctionInputs(name, i);
      const values = adamCorrections(step * updates + i + 1, learningRate, adam);
      feeds[inputs.stepSize] = Float32Array.of(values.stepSize);
      feeds[inputs.deviationScale] = Float32Array.of(values.deviationScale);
    }
  }
  return feeds;
}

import { describe, expect, it } from '@jest/globals';
import type { LoadedGraph } from '#compute/engine/engine';
import { RandomStream } from '#random/random-stream';
import { LOSSES, type LocalTrainingOptions, trainLocally } from './train-locally.ts';

const ADAM = { beta1: 0.9, beta2: 0.99, epsilon: 1e-6 };

/** A graph that adds 1 to its only network at each run, and whose loss is what `lossOf` says of the run. */
function countingGraph(lossOf: (run: number) => number): LoadedGraph {
  let runs = 0;
  return {
    run: async (feeds, into = {}) => {
      into['next.w'].set(feeds.w.map((value) => value + 1) as Float32Array);
      into[LOSSES][0] = lossOf(runs++);
      return {};
    },
    dispose: async () => {},
  };
}

function train(
  lossOf: (run: number) => number,
  options: Partial<LocalTrainingOptions> = {},
  start = new Map([['w', Float32Array.of(10, 20)]]),
) {
  const source = { feeds: {}, next: () => {} };
  return trainLocally(countingGraph(lossOf), start, source, {
    steps: 4,
    adam: ADAM,
    learningRate: 1,
    proximal: 0,
    lossCount: 1,
    updatesOf: () => 1,
    onDiverged: () => {},
    stream: new RandomStream('local'),
    progress: () => {},
    signal: new AbortController().signal,
    ...options,
  });
}

describe('local training', () => {
  it('goes on from what a step made of its parameters, and adds up losses', async () => {
    const { parameters, lossSums, skipped } = await train((run) => run);
    expect([...parameters.get('w')!]).toEqual([14, 24]);
    expect([...lossSums]).toEqual([6]);
    expect(skipped).toBe(0);
  });

  it('leaves out steps whose loss is not finite, counts them and goes on', async () => {
    const told: [number, number, number][] = [];
    const { parameters, lossSums, skipped } = await train((run) => [1, Number.NaN, 2, Infinity][run], {
      onDiverged: (losses, step, count) => told.push([losses[0], step, count]),
    });
    expect([...parameters.get('w')!]).toEqual([12, 22]);
    expect([...lossSums]).toEqual([3]);
    expect(skipped).toBe(2);
    expect(told).toEqual([
      [Number.NaN, 1, 1],
      [Infinity, 3, 2],
    ]);
  });

  it('ends with what it is told to throw', async () => {
    const stopped = train(() => Number.NaN, {
      onDiverged: () => {
        throw new RangeError('diverged');
      },
    });
    await expect(stopped).rejects.toThrow('diverged');
  });

  it('goes on counting the steps that were left out before a checkpoint', async () => {
    let saved: Uint8Array | undefined;
    const steps = 12;
    const first = {
      load: async () => undefined,
      save: (encode: () => Uint8Array<ArrayBuffer>) => void (saved = encode()),
    };
    const stopped = train((run) => (run < 3 ? Number.NaN : 1), {
      steps,
      checkpoint: first,
      onDiverged: () => {},
      progress: (done) => {
        if (done === 10) throw new RangeError('killed');
      },
    });
    await expect(stopped).rejects.toThrow('killed');
    const told: number[] = [];
    const resumed = await train((run) => (run === 0 ? Number.NaN : 1), {
      steps,
      checkpoint: { load: async () => saved, save: () => {} },
      onDiverged: (_, __, count) => told.push(count),
    });
    expect(told).toEqual([4]);
    expect(resumed.skipped).toBe(4);
  });

  it('leaves the parameters that it was given as they are', async () => {
    const start = new Map([['w', Float32Array.of(1)]]);
    await train(() => 0, { steps: 3, proximal: 0.1 }, start);
    expect([...start.get('w')!]).toEqual([1]);
  });
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { encodeTrainingCheckpoint, resumeTraining } from './training-checkpoint.ts';

const STEPS = 12;

/** A training whose every step depends on all that a checkpoint must keep; every fifth draw is left out. */
async function train(until: number, found?: Uint8Array) {
  const beginning = {
    step: 0,
    steps: STEPS,
    vectors: { w: Float32Array.of(1, 2, 3), 'w.m': new Float32Array(3) },
    sums: new Float64Array(2),
    stream: new RandomStream('seed'),
  };
  const { vectors, sums } = beginning;
  const resumed = await resumeTraining({ load: async () => found, save: () => {} }, beginning);
  const { step: first, stream } = resumed;
  let { skipped = 0 } = resumed;
  for (let step = first; step < until; step++) {
    if (stream.int(5) === 0) {
      skipped++;
      continue;
    }
    const momentum = vectors['w.m'];
    vectors.w.forEach((value, i) => {
      momentum[i] = 0.9 * momentum[i] + stream.normal() / (step - skipped + 1);
      vectors.w[i] = value + momentum[i];
      sums[i % 2] += vectors.w[i];
    });
  }
  return { first, bytes: encodeTrainingCheckpoint({ step: until, steps: STEPS, skipped, vectors, sums, stream }) };
}

test('a training interrupted at any steps ends with the bytes of one that was left alone', async () => {
  const whole = (await train(STEPS)).bytes;
  const interruptions = fc.uniqueArray(fc.integer({ min: 0, max: STEPS }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(interruptions, async (steps) => {
      let found: Uint8Array | undefined;
      for (const step of steps.toSorted((a, b) => a - b)) {
        const life = await train(step, found);
        found = life.bytes;
      }
      const last = await train(STEPS, found);
      expect(last.first).toBe(Math.max(0, ...steps));
      expect(last.bytes).toEqual(whole);
    }),
  );
});

test('a checkpoint that tells of no steps left out has none, and one that tells of too many is ignored', async () => {
  const { tensors, metadata } = decodeTensors((await train(5)).bytes);
  const saying = (changes: Record<string, string>) => {
    const { skipped: _, ...others } = Object.fromEntries(metadata);
    return encodeTensors({ tensors, metadata: new Map(Object.entries({ ...others, ...changes })) });
  };
  expect((await train(6, saying({}))).first).toBe(5);
  for (const skipped of ['6', '-1', '0.5', 'none']) expect((await train(6, saying({ skipped }))).first).toBe(0);
});

test('a checkpoint cut short is ignored', async () => {
  const { bytes } = await train(5);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
      expect((await train(6, bytes.subarray(0, length))).first).toBe(0);
    }),
  );
});

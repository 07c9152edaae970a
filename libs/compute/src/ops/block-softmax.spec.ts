import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openOnnxRuntime } from '../engine/onnxruntime/onnxruntime-engine.ts';
import { Graph } from '../graph/graph.ts';
import { blockSoftmax } from './block-softmax.ts';

describe('blockSoftmax', () => {
  it('gives probabilities in every block, whatever the logits', async () => {
    const engine = await openOnnxRuntime();
    const logit = fc.float({ min: -1000, max: 1000, noNaN: true });
    const block = fc.array(logit, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 8 }), async (blocks) => {
        const logits = Float32Array.from(blocks.flat());
        const sizes = blocks.map((values) => values.length);
        const graph = new Graph();
        graph.output('y', blockSoftmax(graph.input('x', [1, logits.length]), sizes));
        const loaded = await engine.load(graph.build());
        const { y } = await loaded.run({ x: logits });
        let start = 0;
        for (const size of sizes) {
          const part = y.subarray(start, start + size);
          expect(part.every((value) => value >= 0)).toBe(true);
          expect(part.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
          start += size;
        }
        await loaded.dispose();
      }),
      { numRuns: 30, seed: 5 },
    );
  });

  it('refuses blocks that do not fill the row', () => {
    expect(() => blockSoftmax(new Graph().input('x', [2, 5]), [2, 2])).toThrow('split: the parts do not add up');
    expect(() => blockSoftmax(new Graph().input('x', [5]), [5])).toThrow('blockSoftmax: takes a matrix ([5])');
  });
});

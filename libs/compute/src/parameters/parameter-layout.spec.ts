import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { openOnnxRuntime } from '../engine/onnxruntime/onnxruntime-engine.ts';
import { Graph } from '../graph/graph.ts';
import { ONES, ZEROS } from './initializer.ts';
import { ParameterLayout } from './parameter-layout.ts';

const LAYOUT = new ParameterLayout([
  { name: 'weight', shape: [400, 100], initializer: { kind: 'uniformFanIn', fanIn: 400 } },
  { name: 'scale', shape: [100], initializer: ONES },
  { name: 'filter', shape: [20, 30, 4, 4], initializer: { kind: 'normal', deviation: 0.02 } },
  { name: 'bias', shape: [20], initializer: ZEROS },
  { name: 'free', shape: [50, 40], initializer: { kind: 'uniform', low: 1, high: 3 } },
]);

describe('ParameterLayout', () => {
  it('places the parameters one after another', () => {
    expect(LAYOUT.parameters.map(({ name, offset, size }) => [name, offset, size])).toEqual([
      ['weight', 0, 40_000],
      ['scale', 40_000, 100],
      ['filter', 40_100, 9600],
      ['bias', 49_700, 20],
      ['free', 49_720, 2000],
    ]);
    expect(LAYOUT.size).toBe(51_720);
  });

  it('initialises each parameter by its rule, repeatably', () => {
    const values = LAYOUT.initialize(new RandomStream('start'));
    const weights = LAYOUT.view(values, 'weight');
    // Uniform in ±1/√400: variance (1/20)² / 3.
    expect(Math.max(...weights)).toBeLessThanOrEqual(0.05);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(-0.05);
    expect(deviation(weights)).toBeCloseTo(0.05 / Math.sqrt(3), 3);
    expect(deviation(LAYOUT.view(values, 'filter'))).toBeCloseTo(0.02, 3);
    expect(LAYOUT.view(values, 'scale').every((value) => value === 1)).toBe(true);
    expect(LAYOUT.view(values, 'bias').every((value) => value === 0)).toBe(true);
    const free = LAYOUT.view(values, 'free');
    expect(free.every((value) => value > 1 && value < 3)).toBe(true);
    expect(deviation(free.map((value) => value - 2))).toBeCloseTo(1 / Math.sqrt(3), 1);
    expect(LAYOUT.initialize(new RandomStream('start'))).toEqual(values);
  });

  it('joins what it split', async () => {
    const engine = await openOnnxRuntime();
    const shape = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(shape, { minLength: 1, maxLength: 6 }), async (shapes) => {
        const layout = new ParameterLayout(
          shapes.map((lengths, i) => ({ name: `p${i}`, shape: lengths, initializer: ZEROS })),
        );
        const graph = new Graph();
        const parts = layout.split(graph.input('vector', [layout.size]));
        layout.parameters.forEach(({ name, shape: lengths }) => expect(parts[name].shape).toEqual(lengths));
        graph.output('joined', layout.join(parts));
        const loaded = await engine.load(graph.build());
        const vector = new RandomStream('vector').fillNormal(new Float32Array(layout.size));
        expect((await loaded.run({ vector })).joined).toEqual(vector);
        await loaded.dispose();
      }),
      { numRuns: 20, seed: 3 },
    );
  });

  it('refuses two parameters of one name, and views of none', () => {
    const twice = { name: 'w', shape: [1], initializer: ZEROS };
    expect(() => new ParameterLayout([twice, twice])).toThrow('two parameters have the same name');
    expect(() => LAYOUT.view(new Float32Array(LAYOUT.size), 'w')).toThrow('there is no parameter w');
  });
});

function deviation(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

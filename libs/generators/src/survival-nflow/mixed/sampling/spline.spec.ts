import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { Graph } from '#compute/graph/graph';
import { rationalQuadratic, rationalQuadraticInverse } from '../../transforms/rational-quadratic.ts';
import { Spline } from './spline.ts';

const BINS = 5;
const BOUND = 3;
const PARAMETERS = 3 * BINS - 1;
const ROWS = 40;

const raws = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: PARAMETERS, maxLength: PARAMETERS });
const places = fc.double({ min: -4, max: 4, noNaN: true });

let engine: Engine;

beforeAll(async () => {
  engine = await selectEngine({ name: 'onnxruntime' });
});

function splineOf(raw: readonly number[]): Spline {
  const spline = new Spline(BINS, BOUND);
  spline.set(raw);
  return spline;
}

describe('the spline of sampling', () => {
  it('is the one of training', async () => {
    const graph = new Graph();
    const x = graph.input('x', [ROWS, 1]);
    const raw = graph.input('raw', [ROWS, PARAMETERS, 1]);
    const forward = rationalQuadratic(x, raw, { bins: BINS, bound: BOUND });
    graph.output('y', forward.value);
    graph.output('back', rationalQuadraticInverse(x, raw, { bins: BINS, bound: BOUND }).value);
    const loaded = await engine.load(graph.build());
    const [all] = fc.sample(fc.array(fc.tuple(raws, places), { minLength: ROWS, maxLength: ROWS }), {
      numRuns: 1,
      seed: 7,
    });
    const xs = Float32Array.from(all, ([, place]) => place);
    const results = await loaded.run({ x: xs, raw: Float32Array.from(all.flatMap(([values]) => values)) });
    all.forEach(([values], row) => {
      const spline = splineOf(values);
      expect(spline.inverse(xs[row])).toBeCloseTo(results.back[row], 3);
      expect(spline.forward(xs[row])).toBeCloseTo(results.y[row], 3);
    });
  });

  it('leads back', () => {
    fc.assert(
      fc.property(raws, places, (raw, place) => {
        const spline = splineOf(raw);
        expect(spline.forward(spline.inverse(place))).toBeCloseTo(place, 6);
      }),
    );
  });

  it('rises, and leaves what is outside as it is', () => {
    fc.assert(
      fc.property(raws, places, places, (raw, one, other) => {
        fc.pre(Math.abs(one - other) > 1e-6);
        const spline = splineOf(raw);
        expect(Math.sign(spline.inverse(one) - spline.inverse(other))).toBe(Math.sign(one - other));
        expect(spline.inverse(3.5)).toBe(3.5);
        expect(spline.inverse(-3)).toBe(-3);
      }),
    );
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { gradients } from '#compute/graph/gradients';
import { add, mul } from '#compute/ops/arithmetic';
import { reshape } from '#compute/ops/reshape';
import { sliceAxis } from '#compute/ops/slice';
import { reduceSum } from '#compute/ops/sum';
import { largestDeviation } from '#compute/testing/closeness';
import { elementMap, type ElementKind } from './element-map.ts';
import { evaluate, evaluateSingle, EVALUATORS, normals, type Values } from './testing/evaluate.ts';

interface SplineFixture extends Readonly<Record<string, Values | number>> {
  readonly bins: number;
  readonly bound: number;
}

const FIXTURES = JSON.parse(
  readFileSync(new URL('./testing/fixtures/transforms.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, SplineFixture>>;

const BOUND = 3;
const KINDS: readonly ElementKind[] = ['quadratic', 'rational-quadratic'];

function values(fixture: SplineFixture, name: string): Values {
  return fixture[name] as Values;
}

describe.each(EVALUATORS)('splines $name', ({ run, tolerance }) => {
  it.each([
    ['rational-quadratic', 'rationalQuadratic'],
    ['quadratic', 'quadratic'],
  ] as const)('%s: value and slope are the oracle’s', async (kind, name) => {
    const fixture = FIXTURES[name];
    const map = elementMap(kind, fixture, 'softplus');
    const { x, raw } = { x: values(fixture, 'x'), raw: values(fixture, 'raw') };
    const results = await run({ x, raw }, (inputs) => {
      const { value, logDerivative } = map.forward(inputs.x, inputs.raw);
      return { value, logDerivative };
    });
    expect(largestDeviation(results.value, values(fixture, 'y').data)).toBeLessThan(tolerance);
    expect(largestDeviation(results.logDerivative, values(fixture, 'logDerivative').data)).toBeLessThan(tolerance);
  });

  it('rational-quadratic: inverse and gradients are the oracle’s', async () => {
    const fixture = FIXTURES.rationalQuadratic;
    const map = elementMap('rational-quadratic', fixture, 'softplus');
    const feeds = { x: values(fixture, 'x'), raw: values(fixture, 'raw'), weights: values(fixture, 'weights') };
    const results = await run(feeds, ({ x, raw, weights }) => {
      const forward = map.forward(x, raw);
      const inverse = map.inverse(x, raw);
      const weight = (i: number) => reshape(sliceAxis(weights, 0, i, 1), x.shape);
      const loss = reduceSum(add(mul(weight(0), forward.value), mul(weight(1), forward.logDerivative)));
      const [gradientX, gradientRaw] = gradients(loss, [x, raw]);
      return { inverse: inverse.value, inverseLogDerivative: inverse.logDerivative, gradientX, gradientRaw };
    });
    for (const [name, result] of Object.entries(results))
      expect(largestDeviation(result, values(fixture, name).data)).toBeLessThan(tolerance);
  });
});

interface GoldenSpline {
  readonly bins: number;
  readonly bound: number;
  /** Of one element; the same at every x. */
  readonly raw: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly logDerivative: readonly number[];
  readonly inverse?: readonly number[];
}

const GOLDEN = JSON.parse(
  readFileSync(new URL('./testing/fixtures/golden-splines.json', import.meta.url), 'utf8'),
) as Readonly<Record<ElementKind, GoldenSpline>>;

describe.each(EVALUATORS)('golden vectors $name', ({ run, tolerance }) => {
  it.each(KINDS)('of the %s spline, with both ends of the tails', async (kind) => {
    const { bins, bound, raw, x, y, logDerivative, inverse } = GOLDEN[kind];
    const map = elementMap(kind, { bins, bound }, 'softplus');
    const feeds = {
      x: { shape: [x.length, 1], data: x },
      raw: { shape: [x.length, raw.length, 1], data: x.flatMap(() => raw) },
    };
    const results = await run(feeds, (inputs) => {
      const forward = map.forward(inputs.x, inputs.raw);
      return { ...forward, inverse: map.inverse(inputs.x, inputs.raw).value };
    });
    expect(largestDeviation(results.value, y)).toBeLessThan(tolerance);
    expect(largestDeviation(results.logDerivative, logDerivative)).toBeLessThan(tolerance);
    if (inverse !== undefined) expect(largestDeviation(results.inverse, inverse)).toBeLessThan(tolerance);
  });
});

/** Raw parameters of bins from 2 to 9, small to extreme, and values mostly inside. */
const cases = fc.record({
  bins: fc.integer({ min: 2, max: 9 }),
  scale: fc.constantFrom(0, 0.5, 2, 6),
  seed: fc.nat(),
});

describe.each(KINDS)('a %s spline', (kind) => {
  function drawn(bins: number, seed: number, scale: number) {
    const map = elementMap(kind, { bins, bound: BOUND }, 'softplus');
    const raw = normals([7, map.parameters, 5], `raw ${seed}`, scale);
    return { map, raw, x: normals([7, 5], `x ${seed}`, 1.5) };
  }

  it('is undone by its inverse, whose slope is the reciprocal', () => {
    fc.assert(
      fc.property(cases, ({ bins, seed, scale }) => {
        const { map, raw, x } = drawn(bins, seed, scale);
        const result = evaluate({ x, raw }, (inputs) => {
          const there = map.forward(inputs.x, inputs.raw);
          const back = map.inverse(there.value, inputs.raw);
          return { value: back.value, sum: add(there.logDerivative, back.logDerivative) };
        });
        expect(largestDeviation(result.value, x.data)).toBeLessThan(1e-8);
        expect(Math.max(...result.sum.map(Math.abs))).toBeLessThan(1e-7);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it('rises from one end of the interval to the other', () => {
    fc.assert(
      fc.property(cases, ({ bins, seed, scale }) => {
        const { map, raw } = drawn(bins, seed, scale);
        const steps = 800;
        const ends = { shape: [steps + 1, 1], data: grid(steps) };
        const one = { shape: [1, map.parameters, 1], data: Array.from(raw.data).slice(0, map.parameters) };
        const { value } = along(map, ends, one);
        expect(value[0]).toBeCloseTo(-BOUND, 12);
        expect(value[steps]).toBeCloseTo(BOUND, 12);
        for (let i = 0; i < steps; i++) expect(value[i + 1]).toBeGreaterThan(value[i]);
      }),
      { numRuns: 15, seed: 6 },
    );
  });

  it('has the slope 1 of its tails at both ends', () => {
    const { map, raw } = drawn(6, 1, 2);
    const one = { shape: [1, map.parameters, 1], data: Array.from(raw.data).slice(0, map.parameters) };
    const edge = 1e-9;
    const x = { shape: [4, 1], data: [-BOUND, BOUND, -BOUND + edge, BOUND - edge] };
    for (const log of along(map, x, one).logDerivative) expect(Math.abs(log)).toBeLessThan(1e-4);
  });

  it('gives derivatives that differences confirm', () => {
    const { map, raw, x } = drawn(5, 3, 1);
    const h = 1e-6;
    const shifted = (by: number): Values => ({ ...x, data: Array.from(x.data, (value) => value + by) });
    const [low, high] = [-h, h].map(
      (by) => evaluate({ x: shifted(by), raw }, (i) => ({ y: map.forward(i.x, i.raw).value })).y,
    );
    const { logDerivative } = evaluate({ x, raw }, (i) => ({ logDerivative: map.forward(i.x, i.raw).logDerivative }));
    logDerivative.forEach((log, i) => expect(Math.log((high[i] - low[i]) / (2 * h))).toBeCloseTo(log, 6));
  });

  it.each([
    ['huge values', [1e30, -1e30, 3.0000003, -3.0000003], 1],
    ['values on the ends', [3, -3, 3, -3], 1],
    ['all parameters zero', [0, 1, -1, 2.999], 0],
    ['huge parameters', [0, 1, -1, 2.999], 1e4],
    ['values on knots', [0, 1.5, -1.5, 0], 0],
  ] as const)('is finite, and so are its gradients: %s', async (_, data, scale) => {
    const map = elementMap(kind, { bins: 4, bound: BOUND }, 'softplus');
    const feeds = { x: { shape: [4, 1], data }, raw: normals([4, map.parameters, 1], 'degenerate', scale) };
    const results = await evaluateSingle(feeds, ({ x, raw }) => {
      const { value, logDerivative } = map.forward(x, raw);
      const inverse = map.inverse(x, raw).value;
      const [gradientX, gradientRaw] = gradients(add(reduceSum(value), reduceSum(logDerivative)), [x, raw]);
      return { value, logDerivative, inverse, gradientX, gradientRaw };
    });
    for (const [name, result] of Object.entries(results)) expect([name, ...result].filter(Number.isNaN)).toEqual([]);
    for (const result of Object.values(results)) expect(result.every(Number.isFinite)).toBe(true);
    data.forEach((value, i) => {
      if (Math.abs(value) > BOUND)
        expect([results.value[i], results.logDerivative[i]]).toEqual([Math.fround(value), 0]);
    });
  });
});

function along(map: ReturnType<typeof elementMap>, x: Values, raw: Values) {
  const repeated = {
    shape: [x.shape[0], ...raw.shape.slice(1)],
    data: Array.from({ length: x.shape[0] }, () => Array.from(raw.data)).flat(),
  };
  return evaluate({ x, raw: repeated }, (inputs) => ({ ...map.forward(inputs.x, inputs.raw) }));
}

function grid(steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, i) => -BOUND + (2 * BOUND * i) / steps);
}

test('zero parameters of a rational-quadratic spline give inner slopes of ln 2 + 0.001', () => {
  const map = elementMap('rational-quadratic', { bins: 4, bound: BOUND }, 'softplus');
  const { value, logDerivative } = along(
    map,
    { shape: [1, 1], data: [0] },
    { shape: [1, 11, 1], data: Array(11).fill(0) },
  );
  expect(value[0]).toBeCloseTo(0, 12);
  expect(Math.exp(logDerivative[0])).toBeCloseTo(Math.log(2) + 1e-3, 12);
});

test.each([1, 1000, 2.5, 0])('there is no spline of %d bins', (bins) => {
  expect(() => elementMap('quadratic', { bins, bound: 3 }, 'softplus')).toThrow('elementMap: there is no spline of');
});

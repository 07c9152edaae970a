import { describe, expect, it, test } from '@jest/globals';
import { gradients } from '#compute/graph/gradients';
import { reduceSum } from '#compute/ops/sum';
import { largestDeviation } from '#compute/testing/closeness';
import { RandomStream } from '#random/random-stream';
import { autoregressive } from './autoregressive.ts';
import { coupling } from './coupling.ts';
import { elementMap, type ElementKind } from './element-map.ts';
import { drawFlowStructure, flow, type FlowSettings } from './flow.ts';
import { lu } from './lu.ts';
import { svd } from './svd.ts';
import { drawParameters, evaluate, evaluateSingle, normals, type Values } from './testing/evaluate.ts';
import { jacobianAt, logAbsDeterminant } from './testing/jacobian.ts';

const ELEMENTS: readonly ElementKind[] = ['affine', 'quadratic', 'rational-quadratic'];
const SETTINGS: readonly FlowSettings[] = ELEMENTS.flatMap((element) =>
  (['permutation', 'lu', 'svd'] as const).flatMap((linear) =>
    (['autoregressive', 'coupling'] as const).map((conditioner) => ({
      dims: 4,
      layers: 2,
      linear,
      conditioner,
      element,
      hidden: 9,
      blocks: 1,
      bins: 5,
      bound: 3,
    })),
  ),
);

function drawn(settings: FlowSettings, noise = 0.3) {
  const made = flow(settings, drawFlowStructure(settings, 'study'));
  return { made, parameters: drawParameters(made.specs, 'parameters', noise) };
}

describe.each(SETTINGS)('a flow of $linear, $conditioner, $element', (settings) => {
  const { made, parameters } = drawn(settings);
  const x = normals([5, settings.dims], 'rows', 1.5);

  it('is undone by its inverse', async () => {
    const define = (inputs: Parameters<Parameters<typeof evaluate>[1]>[0]) => ({
      back: made.inverse(inputs, made.forward(inputs, inputs.x).value),
      there: made.forward(inputs, made.inverse(inputs, inputs.x)).value,
    });
    const exact = evaluate({ ...parameters, x }, define);
    expect(largestDeviation(exact.back, x.data)).toBeLessThan(1e-8);
    // Where the flow is flat, noise maps to far away and back.
    expect(largestDeviation(exact.there, x.data)).toBeLessThan(1e-4);
    const single = await evaluateSingle({ ...parameters, x }, define);
    expect(largestDeviation(single.back, x.data)).toBeLessThan(1e-3);
  });

  it('changes volumes as its Jacobian says', () => {
    const point = Array.from(x.data).slice(0, settings.dims);
    const jacobian = jacobianAt(point, parameters, (rows, inputs) => made.forward(inputs, rows).value);
    const { logDeterminant } = evaluate({ ...parameters, x: { shape: [1, settings.dims], data: point } }, (inputs) => ({
      logDeterminant: made.forward(inputs, inputs.x).logDeterminant,
    }));
    expect(logDeterminant[0]).toBeCloseTo(logAbsDeterminant(jacobian), 6);
  });

  it('gives a gradient that differences confirm, along a random direction', () => {
    const random = new RandomStream('direction');
    const names = Object.keys(parameters);
    const directions = names.map((name) => Array.from(parameters[name].data, () => random.normal()));
    const moved = (by: number): Record<string, Values> =>
      Object.fromEntries(
        names.map((name, n) => [
          name,
          { ...parameters[name], data: Array.from(parameters[name].data, (value, i) => value + by * directions[n][i]) },
        ]),
      );
    const densityAt = (by: number): number =>
      evaluate({ ...moved(by), x }, (inputs) => ({ sum: reduceSum(made.logDensity(inputs, inputs.x)) })).sum[0];
    const slopes = evaluate({ ...parameters, x }, (inputs) => {
      const wrt = names.map((name) => inputs[name]);
      const found = gradients(reduceSum(made.logDensity(inputs, inputs.x)), wrt);
      return Object.fromEntries(names.map((name, n) => [name, found[n]]));
    });
    const slope = names.reduce(
      (sum, name, n) => sum + slopes[name].reduce((part, value, i) => part + value * directions[n][i], 0),
      0,
    );
    const step = 1e-6;
    const difference = (densityAt(step) - densityAt(-step)) / (2 * step);
    expect(Math.abs(slope - difference) / Math.max(1, Math.abs(difference))).toBeLessThan(1e-5);
  });
});

test.each(SETTINGS.filter((_, i) => i % 3 === 0))(
  'a density of $linear, $conditioner, $element integrates to 1',
  async (settings) => {
    const { made, parameters } = drawn({ ...settings, dims: 2 }, 0.1);
    expect(await integral(made, parameters)).toBeCloseTo(1, 2);
  },
);

/** Over ±12 by 160 × 160 midpoints. */
async function integral(made: ReturnType<typeof flow>, parameters: Record<string, Values>): Promise<number> {
  const [end, steps] = [12, 160];
  const at = (i: number): number => -end + ((i + 0.5) * 2 * end) / steps;
  const data = new Float32Array(2 * steps * steps);
  for (let i = 0; i < steps * steps; i++) data.set([at(Math.floor(i / steps)), at(i % steps)], 2 * i);
  const { log } = await evaluateSingle({ ...parameters, x: { shape: [steps * steps, 2], data } }, (inputs) => ({
    log: made.logDensity(inputs, inputs.x),
  }));
  return log.reduce((sum, value) => sum + Math.exp(value), 0) * ((2 * end) / steps) ** 2;
}

test.each(ELEMENTS)('the Jacobian of an autoregressive transform (%s) is triangular', (element) => {
  const map = elementMap(element, { bins: 4, bound: 3 }, 'softplus');
  const transform = autoregressive(6, map, { name: 'layer', hidden: 12, blocks: 1 });
  const parameters = drawParameters(transform.specs, 'triangular', 0.5);
  const point = [0.3, -1.1, 0.8, -0.2, 1.4, 0.1];
  const jacobian = jacobianAt(point, parameters, (x, inputs) => transform.forward(inputs, x).value);
  jacobian.forEach((slopes, i) =>
    slopes.forEach((slope, j) => {
      if (j > i) expect(slope).toBe(0);
      if (j === i) expect(slope).toBeGreaterThan(0);
      if (j < i) expect(Math.abs(slope)).toBeGreaterThan(1e-9);
    }),
  );
});

test.each([lu, svd])('a trained linear layer starts as the identity', (layer) => {
  const transform = layer('linear', 7);
  const x = normals([3, 7], 'rows');
  const result = evaluate({ ...drawParameters(transform.specs, 'start', 0), x }, (inputs) => ({
    ...transform.forward(inputs, inputs.x),
  }));
  expect(largestDeviation(result.value, x.data)).toBeLessThan(1e-9);
  expect(Math.max(...result.logDeterminant.map(Math.abs))).toBeLessThan(1e-9);
});

test('reflections at a vector of length 0 do nothing and keep gradients finite', async () => {
  const transform = svd('linear', 3);
  const start = drawParameters(transform.specs, 'start', 0);
  const first = Float32Array.from(start['linear.first'].data);
  first[0] = -1;
  const feeds = { ...start, 'linear.first': { shape: [10, 3], data: first }, x: normals([2, 3], 'rows') };
  const { value, slope } = await evaluateSingle(feeds, (inputs) => {
    const { value } = transform.forward(inputs, inputs.x);
    return { value, slope: gradients(reduceSum(value), [inputs['linear.first']])[0] };
  });
  // The unit vector's twin still reflects the first column.
  expect(value[0]).toBeCloseTo(-feeds.x.data[0], 5);
  expect(slope.every(Number.isFinite)).toBe(true);
});

describe('the structure of a flow', () => {
  const settings = SETTINGS[0];

  it('is the same for the same seed, another one for another, and plain data', () => {
    const structure = drawFlowStructure(settings, 'study');
    expect(drawFlowStructure(settings, 'study')).toEqual(structure);
    expect(JSON.parse(JSON.stringify(structure))).toEqual(structure);
    expect(drawFlowStructure({ ...settings, dims: 30 }, 'a')).not.toEqual(
      drawFlowStructure({ ...settings, dims: 30 }, 'b'),
    );
    for (const order of structure.orders) expect(order.toSorted()).toEqual([0, 1, 2, 3]);
  });
});

describe('a flow of one column', () => {
  const settings: FlowSettings = { ...SETTINGS[0], dims: 1, element: 'rational-quadratic' };

  it('is a spline', () => {
    const { made, parameters } = drawn(settings);
    const x = normals([5, 1], 'rows');
    const { back } = evaluate({ ...parameters, x }, (inputs) => ({
      back: made.inverse(inputs, made.forward(inputs, inputs.x).value),
    }));
    expect(largestDeviation(back, x.data)).toBeLessThan(1e-8);
  });

  it('has no couplings', () => {
    const map = elementMap('affine', settings, 'sigmoid');
    expect(() => coupling(1, 'even', map, { name: 'layer', hidden: 4, blocks: 1 })).toThrow(
      'coupling: takes two columns or more',
    );
  });
});

test.each(['autoregressive', 'coupling'] as const)('a context conditions every column (%s)', (conditioner) => {
  const settings: FlowSettings = { ...SETTINGS[0], conditioner, element: 'rational-quadratic', context: 2 };
  const { made, parameters } = drawn(settings, 0.5);
  const feeds = { ...parameters, x: normals([4, 4], 'rows'), context: normals([4, 2], 'context') };
  const other = { ...feeds, context: normals([4, 2], 'another') };
  const define = (inputs: Parameters<Parameters<typeof evaluate>[1]>[0]) => {
    const { value } = made.forward(inputs, inputs.x, { context: inputs.context });
    return { value, back: made.inverse(inputs, value, inputs.context) };
  };
  const [one, two] = [feeds, other].map((fed) => evaluate(fed, define));
  expect(largestDeviation(one.back, feeds.x.data)).toBeLessThan(1e-8);
  one.value.forEach((value, i) => expect(value).not.toBe(two.value[i]));
});

test('dropout masks are handed to the layers in order', () => {
  const settings: FlowSettings = { ...SETTINGS[0], blocks: 2 };
  const { made, parameters } = drawn(settings, 0.5);
  const feeds = { ...parameters, x: normals([3, 4], 'rows') };
  const masks = Object.fromEntries(
    Array.from({ length: made.dropouts }, (_, i) => [`mask${i}`, { shape: [3, 9], data: Array<number>(27).fill(1) }]),
  );
  expect(made.dropouts).toBe(4);
  const { plain, kept } = evaluate({ ...feeds, ...masks }, (inputs) => ({
    plain: made.logDensity(inputs, inputs.x),
    kept: made.logDensity(inputs, inputs.x, { dropout: Object.keys(masks).map((name) => inputs[name]) }),
  }));
  expect(kept).toEqual(plain);
});

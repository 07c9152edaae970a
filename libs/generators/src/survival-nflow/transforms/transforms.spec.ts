import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { largestDeviation } from '#compute/testing/closeness';
import { autoregressive } from './autoregressive.ts';
import { coupling } from './coupling.ts';
import { elementMap } from './element-map.ts';
import { lu } from './lu.ts';
import { svd } from './svd.ts';
import { EVALUATORS, type Values } from './testing/evaluate.ts';
import type { Transform } from './transform.ts';

interface TransformFixture {
  readonly dims: number;
  readonly hidden: number;
  readonly blocks: number;
  readonly bins: number;
  readonly bound: number;
  readonly parameters: Readonly<Record<string, Values>>;
  readonly x: Values;
  readonly value: Values;
  readonly logDeterminant: Values;
  readonly inverse: Values;
}

const FIXTURES = JSON.parse(
  readFileSync(new URL('./testing/fixtures/transforms.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, TransformFixture>>;

const TRANSFORMS: Readonly<Record<string, (fixture: TransformFixture) => Transform>> = {
  'affine, autoregressive': (f) => autoregressive(f.dims, elementMap('affine', f, 'softplus'), { ...f, name: 'layer' }),
  'rational-quadratic, autoregressive': (f) =>
    autoregressive(f.dims, elementMap('rational-quadratic', f, 'softplus'), { ...f, name: 'layer' }),
  'affine, coupling, even': (f) =>
    coupling(f.dims, 'even', elementMap('affine', f, 'sigmoid'), { ...f, name: 'layer' }),
  'rational-quadratic, coupling, even': (f) =>
    coupling(f.dims, 'even', elementMap('rational-quadratic', f, 'sigmoid'), { ...f, name: 'layer' }),
  'rational-quadratic, coupling, odd': (f) =>
    coupling(f.dims, 'odd', elementMap('rational-quadratic', f, 'sigmoid'), { ...f, name: 'layer' }),
  lu: (f) => lu('layer', f.dims),
  svd: (f) => svd('layer', f.dims),
};

describe.each(EVALUATORS)('transforms $name', ({ run, tolerance }) => {
  it.each(Object.keys(TRANSFORMS))('%s: value, determinant and inverse are those of nflows', async (name) => {
    const fixture = FIXTURES[name];
    const transform = TRANSFORMS[name](fixture);
    const results = await run({ ...fixture.parameters, x: fixture.x }, (inputs) => ({
      ...transform.forward(inputs, inputs.x),
      inverse: transform.inverse(inputs, inputs.x),
    }));
    expect(transform.specs.map((spec) => spec.name).toSorted()).toEqual(Object.keys(fixture.parameters).toSorted());
    expect(largestDeviation(results.value, fixture.value.data)).toBeLessThan(tolerance);
    expect(largestDeviation(results.logDeterminant, fixture.logDeterminant.data)).toBeLessThan(tolerance);
    expect(largestDeviation(results.inverse, fixture.inverse.data)).toBeLessThan(tolerance);
  });
});

import { expect, it } from '@jest/globals';
import { RandomStream } from '#random/random-stream';
import { balanceDraw, imbalance } from './balanced-draw.ts';
import type { ListedMargin } from './balanced-draw.ts';
import { systematicDraw } from './systematic-draw.ts';

const POOL = 4_000;
const N = 200;

it("brings the draw's own tables to the wanted ones with distinct rows of the pool", () => {
  const { weights, margins } = pool();
  const first = systematicDraw(weights, N, new RandomStream('first'));
  const balanced = balanceDraw(first, weights, margins, new RandomStream('balance'));
  expect(balanced).toHaveLength(N);
  expect(new Set(balanced).size).toBe(N);
  // A random draw scores about 1 per free cell; whole rows can come within a fraction of that.
  expect(imbalance(first, margins)).toBeGreaterThan(4);
  expect(imbalance(balanced, margins)).toBeLessThan(1);
});

it('lets no row of weight 0 in', () => {
  const { weights, margins } = pool();
  const even = weights.map((weight, row) => (row % 2 === 0 ? weight : 0));
  const first = systematicDraw(even, N, new RandomStream('first'));
  const balanced = balanceDraw(first, even, margins, new RandomStream('balance'));
  expect(balanced.every((row) => row % 2 === 0)).toBe(true);
});

function pool(): { readonly weights: Float64Array; readonly margins: readonly ListedMargin[] } {
  const stream = new RandomStream('pool');
  const margin = (size: number): ListedMargin => ({
    name: `of ${size}`,
    cells: Int32Array.from({ length: POOL }, () => stream.int(size)),
    counts: new Float64Array(size).fill(1),
  });
  return { weights: new Float64Array(POOL).fill(1), margins: [margin(2), margin(3), margin(10)] };
}

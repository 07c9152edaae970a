import type { Contribution, Sum } from './contribution.ts';
import type { SumLayout } from './layout.ts';
import { SumAccumulator } from './sum-accumulator.ts';

/** The sum of contributions by site: the same whatever their order. Throws as `SumAccumulator.add`. */
export function exactSum(layout: SumLayout, contributions: ReadonlyMap<string, Contribution>): Sum {
  const accumulator = new SumAccumulator(layout);
  for (const [site, contribution] of contributions) accumulator.add(site, contribution);
  return accumulator.finish();
}

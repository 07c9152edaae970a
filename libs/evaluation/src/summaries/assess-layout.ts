import type { SumLayout, VectorLayout } from '#sums/layout';
import type { DataDictionary } from '#tabular/dictionary';
import { profilePlan } from '#tabular/profile/profile-plan';
import { effectLayout } from '../effects/effect-sums.ts';
import { privacyLayout } from '../privacy/privacy-layout.ts';
import { utilityLayout } from '../utility/utility-layout.ts';
import { triangleSize } from './gram.ts';
import { gramLayout } from './gram-layout.ts';
import { HALF_PAIRS } from './half-pairs.ts';
import type { MeasuredScope } from './measured-scope.ts';

/** Sets of real rows that are summed up apart: pairs of random halves of each site's training rows, and what it holds out. */
export const ROW_SETS: readonly string[] = [
  ...Array.from({ length: HALF_PAIRS }, (_, pair) => [halfSet('a', pair), halfSet('b', pair)]).flat(),
  'held-out',
];

/** The name of a half of a pair. */
export function halfSet(half: 'a' | 'b', pair: number): string {
  return `half-${half}/${pair}`;
}

/**
 * The vectors of an `assess` round. Everything is a whole number, so the sum over sites is the figure of the pooled rows
 * bit for bit. Per row set: `rows`, `states`, `state-sums`, `sums`, `products` (the Gram matrix), `numeric/<field>`
 * (rows per bin), `endpoint/<name>` (censored and events per time bin), `constraints` (rows that break each), `effects/…`
 * (patients by covariate and outcome, see `EffectSums`). Then
 * distances and attacks, `privacy/…`, and what models need, `utility/…`.
 */
export function assessLayout(dictionary: DataDictionary): SumLayout {
  return new Map([...ROW_SETS.flatMap((set) => rowSetVectors(dictionary, set)), ...measurementLayout(dictionary)]);
}

/** The vectors of `measureTables`. */
export function measurementLayout(dictionary: DataDictionary, scope: MeasuredScope = 'whole'): SumLayout {
  return new Map([...privacyLayout(dictionary, scope), ...utilityLayout(dictionary, scope)]);
}

function rowSetVectors(dictionary: DataDictionary, set: string): [string, VectorLayout][] {
  const { stateCount, numerics } = gramLayout(dictionary);
  const plan = profilePlan(dictionary);
  const names = new Set(dictionary.fields.map((field) => field.name));
  return [
    count(`${set}/rows`, 1),
    count(`${set}/states`, triangleSize(stateCount)),
    count(`${set}/state-sums`, stateCount * numerics.length),
    count(`${set}/sums`, numerics.length),
    count(`${set}/products`, triangleSize(numerics.length)),
    ...plan.numerics
      .filter(({ field }) => names.has(field.name))
      .map(({ field, grid }) => count(`${set}/numeric/${field.name}`, grid.uppers.length)),
    ...plan.endpoints.map(({ name, grid }) => count(`${set}/endpoint/${name}`, 2 * grid.uppers.length)),
    count(`${set}/constraints`, dictionary.constraints.length),
    ...effectLayout(dictionary).map(([name, layout]): [string, VectorLayout] => [`${set}/effects/${name}`, layout]),
  ];
}

function count(name: string, length: number): [string, VectorLayout] {
  return [name, { kind: 'count', length }];
}

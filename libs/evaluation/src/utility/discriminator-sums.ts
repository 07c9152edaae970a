import { deriveSeed, type Seed } from '#random/random-stream';
import type { CountVector } from '#sums/contribution';
import type { VectorLayout } from '#sums/layout';
import type { Table } from '#tabular/table';
import { discriminate } from '../metrics/discriminator.ts';
import type { MeasuredScope } from '../summaries/measured-scope.ts';
import type { UtilityCohorts } from './utility-cohorts.ts';

/** Which cohorts are to be told apart: the synthetic or the independent one from the training rows, or two halves of these. */
export const TOLD_APART = ['synthetic', 'independent', 'halves'] as const;
export type ToldApart = (typeof TOLD_APART)[number];

function toldApartIn(scope: MeasuredScope): readonly ToldApart[] {
  return scope === 'whole' ? TOLD_APART : ['synthetic'];
}

/** A site with fewer training rows takes no part. */
export const LEAST_DISCRIMINATED_ROWS = 40;

export function discriminatorLayout(scope: MeasuredScope): [string, VectorLayout][] {
  return toldApartIn(scope).map((pair) => [discriminatorVector(pair), { kind: 'count', length: 2 }]);
}

export function discriminatorVector(pair: ToldApart): string {
  return `utility/discriminator/${pair}`;
}

/** Right answers and all answers of a forest that learnt from a part of the site's rows to tell two cohorts apart. */
export function sumDiscriminators(
  { training, halfA, halfB, synthetic, independent }: UtilityCohorts,
  seed: Seed,
  scope: MeasuredScope,
): [string, CountVector][] {
  const pairs: Record<ToldApart, readonly [Table, Table]> = {
    synthetic: [training, synthetic],
    independent: [training, independent],
    halves: [halfA, halfB],
  };
  return toldApartIn(scope).map((pair) => [
    discriminatorVector(pair),
    {
      kind: 'count',
      values: answersAbout(training.rowCount, pairs[pair], deriveSeed(seed, 'discriminator', pair)),
    },
  ]);
}

function answersAbout(rowCount: number, [real, other]: readonly [Table, Table], seed: Seed): Float64Array {
  if (rowCount < LEAST_DISCRIMINATED_ROWS) return new Float64Array(2);
  const { right, total } = discriminate(real, other, seed);
  return Float64Array.of(right, total);
}

import { RATIO_CELLS } from '#privacy/balanced-nearness';
import { distanceCells } from '#privacy/calibrated-membership';
import type { VectorLayout } from '#sums/layout';
import type { DataDictionary } from '#tabular/dictionary';
import type { MeasuredScope } from '../summaries/measured-scope.ts';

/** Whose privacy is measured: the synthetic cohort's, and that of independent columns, its floor. */
export const MEASURED = ['synthetic', 'independent'] as const;
export type Measured = (typeof MEASURED)[number];

export function measuredIn(scope: MeasuredScope): readonly Measured[] {
  return scope === 'whole' ? MEASURED : ['synthetic'];
}

/** Real rows that took part in training, and those that didn't. */
export const REAL_SETS = ['training', 'held-out'] as const;
export type RealSet = (typeof REAL_SETS)[number];

/** Most guesses of one kind of singling out. A site tells of each whether none, one or more of its rows match. */
export const MOST_PREDICATES = 500;

/** How many columns a guess combines; equally many guesses each. */
export const ATTRIBUTES = [3, 4, 5, 6, 7] as const;
export const GUESSES_PER_NUMBER = MOST_PREDICATES / ATTRIBUTES.length;

export const PREDICATE_KINDS = ['univariate', 'multivariate'] as const;
export type PredicateKind = (typeof PREDICATE_KINDS)[number];

/** Nearest neighbours by which two halves of a row are linked. */
export const LINK_NEIGHBOURS = [1, 5, 10] as const;

/** A vector by its name without the prefix `privacy/`. */
export type NamedValues = [string, Float64Array];

/** Fixed point of variances: units per 1. */
export const VARIANCE_UNITS = 2 ** 12;

/**
 * The vectors of the privacy part of an `assess` round; whole numbers all. C: columns; "cohort" is each of `MEASURED`,
 * "set" each of `REAL_SETS`, "size" the rows of a site's parts (see `BalancedParts`).
 *
 * | Name | Holds |
 * |---|---|
 * | `rows` | real rows: training, held out; those of them attacked; size |
 * | `row-pairs` | real rows × cohort rows, per cohort |
 * | `exact-matches/<cohort>` | real rows that some cohort row equals, per set |
 * | `distance/<cohort>-to-<set>` | size × (cohort row, part) pairs per distance 0 … C to the part's nearest row |
 * | `distance/<set>-to-<cohort>` | real rows per distance to their nearest cohort row |
 * | `distance/held-out-to-training` | (held-out row, training part) pairs per distance |
 * | `closer/<cohort>` | size × pairs where the training part is nearer than the held-out rows, as near, farther |
 * | `variances/<cohort>` | of the mean distance to training and to held-out rows and of the mean `closer`, × size² |
 * | `distance-ratio/<cohort>-to-<set>` | size × pairs per nearest ÷ second nearest distance, to two decimals |
 * | `membership/<cohort>/<set>` | real rows per distance to a reference of independent columns × distance to the cohort |
 * | `singling-out/<kind>/<cohort>/<set>` | per guess, rows of a part that match: 0, 1, or 2 for more |
 * | `singling-out/<kind>/naive` | the same of naive guesses, in a training part |
 * | `singling-out/guesses` | size × guesses made: one column, then each of `ATTRIBUTES`; per cohort, then naive ones |
 * | `linkability/<cohort>/<set>` | attacked rows linked, per `LINK_NEIGHBOURS` |
 * | `inference/<cohort>/<set>` | attacked rows whose value was guessed, per column |
 * | `inference/<cohort>/<set>/patients` | attacked rows per number of columns guessed, 0 … C |
 * | `inference/<cohort>/naive` | Σ over attacked training rows of cohort rows with their value, per column |
 */
export function privacyLayout(dictionary: DataDictionary, scope: MeasuredScope = 'whole'): [string, VectorLayout][] {
  const columns = dictionary.fields.length;
  const references = [
    count('rows', 5),
    count('distance/held-out-to-training', columns + 1),
    ...PREDICATE_KINDS.map((kind) => count(`singling-out/${kind}/naive`, MOST_PREDICATES)),
  ];
  return [
    ...(scope === 'whole' ? references : []),
    count('row-pairs', MEASURED.length),
    count('singling-out/guesses', (MEASURED.length + 1) * (1 + ATTRIBUTES.length)),
    ...measuredIn(scope).flatMap((cohort) => cohortVectors(cohort, columns)),
  ];
}

function cohortVectors(cohort: Measured, columns: number): [string, VectorLayout][] {
  const { cells } = distanceCells(columns);
  return [
    count(`exact-matches/${cohort}`, REAL_SETS.length),
    count(`closer/${cohort}`, 3),
    count(`variances/${cohort}`, 3),
    count(`inference/${cohort}/naive`, columns),
    ...REAL_SETS.flatMap((set) => [
      count(`distance/${cohort}-to-${set}`, columns + 1),
      count(`distance/${set}-to-${cohort}`, columns + 1),
      count(`distance-ratio/${cohort}-to-${set}`, RATIO_CELLS),
      count(`membership/${cohort}/${set}`, cells * cells),
      ...PREDICATE_KINDS.map((kind) => count(`singling-out/${kind}/${cohort}/${set}`, MOST_PREDICATES)),
      count(`linkability/${cohort}/${set}`, LINK_NEIGHBOURS.length),
      count(`inference/${cohort}/${set}`, columns),
      count(`inference/${cohort}/${set}/patients`, columns + 1),
    ]),
  ];
}

function count(name: string, length: number): [string, VectorLayout] {
  return [`privacy/${name}`, { kind: 'count', length }];
}

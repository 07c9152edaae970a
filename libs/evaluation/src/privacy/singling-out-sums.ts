import { type Predicate, countMatches } from '#privacy/attacks/predicate';
import { multivariatePredicates, naivePredicates, univariatePredicates } from '#privacy/attacks/singling-out';
import { type ComparableCells, comparableCells } from '#privacy/comparable-cells';
import { RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import type { MeasuredRows } from './measured-rows.ts';
import { ATTRIBUTES, MEASURED, MOST_PREDICATES, type NamedValues, PREDICATE_KINDS } from './privacy-layout.ts';

/** Guesses of one origin: of one column, and of each number of columns. */
interface Guesses {
  readonly univariate: readonly Predicate[];
  readonly multivariate: readonly (readonly Predicate[])[];
}

const PER_NUMBER = MOST_PREDICATES / ATTRIBUTES.length;

/**
 * Guesses "exactly one patient has …" tried on one training part and on the held-out part; none without parts. A site
 * tells of a guess whether none, one or more of its rows match: the sum over sites is 1 only where a single row of all
 * sites does.
 * @param seed of the plan: guesses are the same at every site
 */
export function sumSinglingOut(dictionary: DataDictionary, rows: MeasuredRows, seed: Seed): NamedValues[] {
  const { tables, parts } = rows;
  if (parts.size === 0) return [];
  const cellsOfPart = (table: Table, indices: Int32Array) => comparableCells(dictionary, selectRows(table, indices));
  const targets = {
    training: cellsOfPart(tables.training, parts.training[0]),
    'held-out': cellsOfPart(tables.heldOut, parts.heldOut),
  };
  const naive = naiveGuesses(dictionary, seed);
  const derived = MEASURED.map((cohort) => ({
    cohort,
    guesses: guessesFrom(dictionary, cohort, tables[cohort], seed),
  }));
  const attempts = [...derived.map(({ guesses }) => guesses), naive].flatMap(countGuesses);
  return [
    ['singling-out/guesses', Float64Array.from(attempts, (guesses) => parts.size * guesses)],
    ...tryGuesses(naive, targets.training, (kind) => `${kind}/naive`),
    ...derived.flatMap(({ cohort, guesses }) =>
      (['training', 'held-out'] as const).flatMap((set) =>
        tryGuesses(guesses, targets[set], (kind) => `${kind}/${cohort}/${set}`),
      ),
    ),
  ];
}

function guessesFrom(dictionary: DataDictionary, cohort: string, table: Table, seed: Seed): Guesses {
  const cells = comparableCells(dictionary, table);
  const stream = (label: string | number) => RandomStream.derive(seed, 'singling-out', cohort, label);
  return {
    univariate: univariatePredicates(dictionary, cells, MOST_PREDICATES, stream('univariate')),
    multivariate: ATTRIBUTES.map((attributes) =>
      multivariatePredicates(dictionary, cells, attributes, PER_NUMBER, stream(attributes)),
    ),
  };
}

function naiveGuesses(dictionary: DataDictionary, seed: Seed): Guesses {
  const stream = (label: string | number) => RandomStream.derive(seed, 'singling-out', 'naive', label);
  return {
    univariate: naivePredicates(dictionary, 1, MOST_PREDICATES, stream('univariate')),
    multivariate: ATTRIBUTES.map((attributes) =>
      naivePredicates(dictionary, attributes, PER_NUMBER, stream(attributes)),
    ),
  };
}

function countGuesses({ univariate, multivariate }: Guesses): number[] {
  return [univariate.length, ...multivariate.map((guesses) => guesses.length)];
}

/** Guesses of so many columns start at a multiple of `PER_NUMBER`; places without a guess stay 0. */
function tryGuesses(guesses: Guesses, target: ComparableCells, nameOf: (kind: string) => string): NamedValues[] {
  return PREDICATE_KINDS.map((kind) => {
    const values = new Float64Array(MOST_PREDICATES);
    const groups = kind === 'univariate' ? [guesses.univariate] : guesses.multivariate;
    groups.forEach((predicates, group) =>
      predicates.forEach((predicate, i) => (values[group * PER_NUMBER + i] = countMatches(predicate, target, 2))),
    );
    return [`singling-out/${nameOf(kind)}`, values];
  });
}

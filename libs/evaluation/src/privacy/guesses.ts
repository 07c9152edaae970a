import { CohortloomError } from '#errors/cohortloom-error';
import type { Predicate } from '#privacy/attacks/predicate';
import { RowSearch } from '#privacy/attacks/row-search';
import {
  guessOfRow,
  naivePredicates,
  type SingledOut,
  singleOutRows,
  univariatePredicates,
} from '#privacy/attacks/singling-out';
import { comparableCells } from '#privacy/comparable-cells';
import { RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { ATTRIBUTES, GUESSES_PER_NUMBER, type Measured, MEASURED, MOST_PREDICATES } from './privacy-layout.ts';

/** Guesses "exactly one patient has …" of one origin: of one column, and of each number of columns. */
export interface Guesses {
  readonly univariate: readonly Predicate[];
  readonly multivariate: readonly (readonly Predicate[])[];
}

/**
 * Per cohort and each of `ATTRIBUTES` the rows that guesses from combinations of columns describe: to find them takes ten
 * thousands of tries, to check them one each. Plain JSON.
 */
export type GuessPlan = Readonly<Record<Measured, readonly (readonly SingledOut[])[]>>;

/**
 * @param tables the rows of each cohort that are measured
 * @param seed of the plan: guesses are the same at every site
 */
export function guessPlan(
  dictionary: DataDictionary,
  tables: Readonly<Record<Measured, Table>>,
  seed: Seed,
): GuessPlan {
  const [synthetic, independent] = MEASURED.map((cohort) => {
    const search = new RowSearch(dictionary, comparableCells(dictionary, tables[cohort]));
    return ATTRIBUTES.map((attributes) =>
      singleOutRows(search, attributes, GUESSES_PER_NUMBER, streamOf(seed, cohort, attributes)),
    );
  });
  return { synthetic, independent };
}

/**
 * The guesses that a cohort makes.
 * @param rows of the plan
 * @throws CL-NET-003 where one of these isn't singled out by its columns, or has another number of them
 */
export function guessesFrom(
  dictionary: DataDictionary,
  cohort: Measured,
  table: Table,
  rows: GuessPlan[Measured],
  seed: Seed,
): Guesses {
  const search = new RowSearch(dictionary, comparableCells(dictionary, table));
  return {
    univariate: univariatePredicates(dictionary, search, MOST_PREDICATES, streamOf(seed, cohort, 'univariate')),
    multivariate: ATTRIBUTES.map((attributes, i) =>
      (rows[i] ?? []).map((row) => {
        const guess = row.length === 1 + attributes ? guessOfRow(search, row) : undefined;
        if (guess === undefined) throw notSingledOut();
        return guess;
      }),
    ),
  };
}

/** Those of someone who knows the dictionary alone. */
export function naiveGuesses(dictionary: DataDictionary, seed: Seed): Guesses {
  return {
    univariate: naivePredicates(dictionary, 1, MOST_PREDICATES, streamOf(seed, 'naive', 'univariate')),
    multivariate: ATTRIBUTES.map((attributes) =>
      naivePredicates(dictionary, attributes, GUESSES_PER_NUMBER, streamOf(seed, 'naive', attributes)),
    ),
  };
}

function streamOf(seed: Seed, origin: string, label: string | number): RandomStream {
  return RandomStream.derive(seed, 'singling-out', origin, label);
}

function notSingledOut(): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: "The plan of an assessment can't be read: a guess names a row that its columns don't single out.",
    todo: 'Check that coordinator and site run the same version.',
  });
}

import { countMatches } from '#privacy/attacks/predicate';
import { type ComparableCells, comparableCells } from '#privacy/comparable-cells';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import type { Guesses } from './guesses.ts';
import type { MeasuredRows } from './measured-rows.ts';
import {
  GUESSES_PER_NUMBER,
  type Measured,
  MEASURED,
  MOST_PREDICATES,
  type NamedValues,
  PREDICATE_KINDS,
} from './privacy-layout.ts';

/**
 * Guesses "exactly one patient has …" tried on one training part and on the held-out part; none without parts. A site
 * tells of a guess whether none, one or more of its rows match: the sum over sites is 1 only where a single row of all
 * sites does.
 */
export function sumSinglingOut(
  dictionary: DataDictionary,
  rows: MeasuredRows,
  measured: readonly Measured[],
): NamedValues[] {
  const { tables, parts, guesses } = rows;
  if (parts.size === 0) return [];
  const cellsOfPart = (table: Table, indices: Int32Array) => comparableCells(dictionary, selectRows(table, indices));
  const targets = {
    training: cellsOfPart(tables.training, parts.training[0]),
    'held-out': cellsOfPart(tables.heldOut, parts.heldOut),
  };
  const attempts = [...MEASURED, 'naive' as const].flatMap((origin) => countGuesses(guesses[origin]));
  return [
    ['singling-out/guesses', Float64Array.from(attempts, (count) => parts.size * count)],
    ...tryGuesses(guesses.naive, targets.training, (kind) => `${kind}/naive`),
    ...measured.flatMap((cohort) =>
      (['training', 'held-out'] as const).flatMap((set) =>
        tryGuesses(guesses[cohort], targets[set], (kind) => `${kind}/${cohort}/${set}`),
      ),
    ),
  ];
}

function countGuesses({ univariate, multivariate }: Guesses): number[] {
  return [univariate.length, ...multivariate.map((guesses) => guesses.length)];
}

/** Guesses of so many columns start at a multiple of `GUESSES_PER_NUMBER`; places without a guess stay 0. */
function tryGuesses(guesses: Guesses, target: ComparableCells, nameOf: (kind: string) => string): NamedValues[] {
  return PREDICATE_KINDS.map((kind) => {
    const values = new Float64Array(MOST_PREDICATES);
    const groups = kind === 'univariate' ? [guesses.univariate] : guesses.multivariate;
    groups.forEach((predicates, group) =>
      predicates.forEach(
        (predicate, i) => (values[group * GUESSES_PER_NUMBER + i] = countMatches(predicate, target, 2)),
      ),
    );
    return [`singling-out/${nameOf(kind)}`, values];
  });
}

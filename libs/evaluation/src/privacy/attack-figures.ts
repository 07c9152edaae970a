import { chanceOfLink } from '#privacy/attacks/linkability';
import { attackFigure, countedRate, expectedRate, meanRate } from './attack-rates.ts';
import type {
  AttackFigure,
  AttackRate,
  CohortPrivacy,
  InferenceFigures,
  SinglingOutFigures,
} from './privacy-figure-types.ts';
import {
  ATTRIBUTES,
  LINK_NEIGHBOURS,
  MEASURED,
  type Measured,
  MOST_PREDICATES,
  type PredicateKind,
  type RealSet,
} from './privacy-layout.ts';
import { type PrivacySum, total } from './privacy-sum.ts';

/** Columns listed with the largest excess. */
const MOST_COLUMNS = 5;
const PER_NUMBER = MOST_PREDICATES / ATTRIBUTES.length;

export function singlingOutFigures(sum: PrivacySum, cohort: Measured): SinglingOutFigures {
  const everywhere = { first: 0, end: MOST_PREDICATES };
  const perNumber = ATTRIBUTES.map((_, i) => i + 1);
  return {
    univariate: singlingOutFigure(sum, cohort, 'univariate', everywhere, [0]),
    multivariate: singlingOutFigure(sum, cohort, 'multivariate', everywhere, perNumber),
    byAttributes: ATTRIBUTES.map((attributes, i) => {
      const places = { first: i * PER_NUMBER, end: (i + 1) * PER_NUMBER };
      return { attributes, ...singlingOutFigure(sum, cohort, 'multivariate', places, [i + 1]) };
    }),
  };
}

/** @param numbers which numbers of guesses belong to these places: 0 for one column, i + 1 for `ATTRIBUTES[i]` */
function singlingOutFigure(
  { read, rows, suppression }: PrivacySum,
  cohort: Measured,
  kind: PredicateKind,
  places: { readonly first: number; readonly end: number },
  numbers: readonly number[],
): AttackFigure {
  const guesses = read('singling-out/guesses');
  const rate = (name: string, origin: number): AttackRate | null => {
    if (rows.part === 0) return null;
    const attempts = numbers.reduce((sum, i) => sum + guesses[origin * (1 + ATTRIBUTES.length) + i], 0) / rows.part;
    const matches = read(`singling-out/${kind}/${name}`).subarray(places.first, places.end);
    return countedRate(matches.filter((count) => count === 1).length, attempts, suppression);
  };
  const origin = MEASURED.indexOf(cohort);
  return attackFigure(
    rate(`${cohort}/training`, origin),
    rate(`${cohort}/held-out`, origin),
    rate('naive', MEASURED.length),
  );
}

export function linkabilityFigures(
  { read, rows, suppression }: PrivacySum,
  cohort: Measured,
): CohortPrivacy['linkability'] {
  const training = read(`linkability/${cohort}/training`);
  const heldOut = read(`linkability/${cohort}/held-out`);
  return LINK_NEIGHBOURS.map((neighbours, i) => ({
    neighbours,
    ...attackFigure(
      countedRate(training[i], rows.attackedTraining, suppression),
      countedRate(heldOut[i], rows.attackedHeldOut, suppression),
      expectedRate(chanceOfLink(neighbours, rows[cohort]), rows.attackedTraining),
    ),
  }));
}

export function inferenceFigures(sum: PrivacySum, cohort: Measured): InferenceFigures {
  const { read, rows, dictionary } = sum;
  const patients = (set: RealSet) => meanRate(read(`inference/${cohort}/${set}/patients`));
  const naive = read(`inference/${cohort}/naive`);
  const pairs = rows.attackedTraining * rows[cohort];
  const attempts = rows.attackedTraining * dictionary.fields.length;
  return {
    overall: attackFigure(
      patients('training'),
      patients('held-out'),
      expectedRate(total(naive) / (pairs * naive.length), attempts),
    ),
    columns: mostExceeding(sum, cohort).map((column) => columnFigure(sum, cohort, column, naive[column] / pairs)),
  };
}

/** Columns guessed more often for training than for held-out patients, the largest difference first. */
function mostExceeding({ read, rows, dictionary }: PrivacySum, cohort: Measured): number[] {
  const training = read(`inference/${cohort}/training`);
  const heldOut = read(`inference/${cohort}/held-out`);
  const excess = training.map(
    (right, column) => right / rows.attackedTraining - heldOut[column] / rows.attackedHeldOut,
  );
  return [...dictionary.fields.keys()]
    .filter((column) => excess[column] > 0)
    .toSorted((a, b) => excess[b] - excess[a])
    .slice(0, MOST_COLUMNS);
}

function columnFigure(
  { read, rows, dictionary, suppression }: PrivacySum,
  cohort: Measured,
  column: number,
  naive: number,
) {
  const columns = dictionary.fields.length;
  return {
    field: dictionary.fields[column].name,
    ...attackFigure(
      countedRate(read(`inference/${cohort}/training`)[column], rows.attackedTraining, suppression, columns),
      countedRate(read(`inference/${cohort}/held-out`)[column], rows.attackedHeldOut, suppression, columns),
      expectedRate(naive, rows.attackedTraining),
    ),
  };
}

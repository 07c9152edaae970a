import { describe, expect, test } from '@jest/globals';
import { agreementOf } from '#statistics/agreement';
import { fisherExactTest } from '#statistics/fisher-exact';
import { categoryCodes, numericValues } from '#tabular/columns';
import { selectRows } from '#tabular/select-rows';
import type { Column, Table } from '#tabular/table';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import { evidenceOfRows } from '../effects/effect-evidence.ts';
import { fitOddsRatio } from '../effects/fit-effect.ts';
import { termsOf } from '../effects/terms.ts';
import { setsOfTables } from '../scoring/assessed-sets.ts';
import { allAtOnce } from '../steps.ts';
import { compareCohorts } from './compare-cohorts.ts';
import { effectReferences } from './effect-tables.ts';
import type { CategoricalBaseline } from './inference-figures.ts';

const training = randomCohort(400, 'training');

function compare(synthetic: Table) {
  const rows = Array.from({ length: training.rowCount }, (_, row) => row);
  const half = (rest: number) =>
    selectRows(
      training,
      rows.filter((row) => row % 2 === rest),
    );
  const tables = {
    training,
    heldOut: selectRows(training, []),
    halvings: [{ a: half(0), b: half(1) }],
    synthetic,
    independents: [randomCohort(100, 'independent')],
  };
  const sets = setsOfTables(DICTIONARY, tables);
  return allAtOnce(compareCohorts(DICTIONARY, sets, allAtOnce(effectReferences(DICTIONARY, sets))));
}

describe('a copy of the training rows', () => {
  const { columns, baseline, responses, endpoints, effects } = compare(training);

  test('differs in nothing', () => {
    for (const { totalVariation, kolmogorovSmirnov, wasserstein } of columns) {
      expect([totalVariation.value, kolmogorovSmirnov?.value ?? 0, wasserstein?.value ?? 0]).toEqual([0, 0, 0]);
    }
    for (const row of baseline) expect(Math.abs(row.standardisedDifference ?? 0)).toBeLessThan(1e-12);
    expect(responses[0].oddsRatio?.value).toBeCloseTo(1, 12);
    expect(endpoints[0].hazardRatio?.value).toBeCloseTo(1, 9);
    expect(endpoints[0].p).toBeCloseTo(1, 9);
    expect(endpoints[0].restrictedMeanDifference?.value).toBeCloseTo(0, 12);
  });

  test('agrees in every effect, with the same intervals', () => {
    for (const { agreement } of effects) {
      expect(agreement.terms).toBeGreaterThan(5);
      expect(agreement.agreeing).toBe(agreement.terms);
      // Effects of few missing values are released in two digits.
      expect(agreement.meanOverlap).toBeCloseTo(1, 2);
    }
  });
});

test('each state is tested against the rest of the known ones, adjusted, and signed where there are two', () => {
  const synthetic = randomCohort(300, 'synthetic');
  const { baseline } = compare(synthetic);
  const sex = baseline.find((row): row is CategoricalBaseline => row.field === 'sex' && row.kind === 'categorical');
  const counts = [synthetic, training].map((table): [number, number] => {
    const codes = [...categoryCodes(table, 'sex')];
    return [codes.filter((code) => code === 1).length, codes.filter((code) => code === 0).length];
  });
  const { pValue } = fisherExactTest([counts[0], counts[1]]);
  expect(sex?.levels[1]?.p).toBeCloseTo(pValue, 12);
  expect(sex?.levels[1]?.holm).toBeGreaterThanOrEqual(pValue);
  const isMore = counts[0][0] / (counts[0][0] + counts[0][1]) > counts[1][0] / (counts[1][0] + counts[1][1]);
  expect(Math.sign(sex?.standardisedDifference ?? 0)).toBe(isMore ? 1 : -1);
});

test('a cohort that lost a state agrees in nothing about it', () => {
  const lost: Column = {
    kind: 'categorical',
    codes: categoryCodes(training, 'marker').map((code) => Math.min(code, 0)),
  };
  const without: Table = { ...training, columns: new Map([...training.columns, ['marker', lost]]) };
  const { effects } = compare(without);
  for (const { agreement, terms } of effects) {
    expect(terms.find(({ field }) => field === 'marker')?.synthetic).toBeNull();
    expect(agreement.agreeing).toBe(agreement.terms - 1);
    expect(agreement.meanOverlap).toBeCloseTo(1 - 1 / agreement.terms, 2);
  }
});

test('of an effect whose digits are cut, references are compared in as many digits', () => {
  const dictionary = {
    ...DICTIONARY,
    fields: DICTIONARY.fields.filter(({ name }) => name === 'age' || name === 'response'),
    endpoints: [],
    constraints: [],
    targets: DICTIONARY.targets.slice(0, 1),
  };
  const values = numericValues(training, 'age').map((value, row) => (row < 2 ? Number.NaN : value || 30));
  const patients: Table = { ...training, columns: new Map(training.columns).set('age', { kind: 'numeric', values }) };
  const half = (rest: number) =>
    selectRows(
      patients,
      [...values.keys()].filter((row) => row % 2 === rest),
    );
  const independent = randomCohort(300, 'independent');
  const sets = setsOfTables(dictionary, {
    training: patients,
    heldOut: selectRows(patients, []),
    halvings: [{ a: half(0), b: half(1) }],
    synthetic: randomCohort(200, 'synthetic'),
    independents: [independent],
  });
  const [{ terms, floor, ceiling }] = allAtOnce(
    compareCohorts(dictionary, sets, allAtOnce(effectReferences(dictionary, sets))),
  ).effects;
  expect(terms.map(({ training: effect }) => effect?.patients)).toEqual([null]);
  const term = termsOf(dictionary, () => sets.training.statistics[0].standardDeviation)[0];
  const told = (table: Table) => {
    const fit = fitOddsRatio(evidenceOfRows(dictionary, table).response('response', term));
    if (fit.kind !== 'effect') throw new Error('an effect can be fitted');
    const { estimate, lower, upper } = fit.ratio;
    const digits = (value: number) => Math.log(Number(value.toPrecision(2)));
    return { estimate: digits(estimate), lower: digits(lower), upper: digits(upper), pValue: fit.p };
  };
  expect(ceiling.meanOverlap).toBeCloseTo(Number(agreementOf(told(half(1)), told(half(0))).intervalOverlap), 12);
  expect(floor.meanOverlap).toBeCloseTo(Number(agreementOf(told(patients), told(independent)).intervalOverlap), 12);
});

import { describe, expect, test } from '@jest/globals';
import { fisherExactTest } from '#statistics/fisher-exact';
import { categoryCodes } from '#tabular/columns';
import { selectRows } from '#tabular/select-rows';
import type { Column, Table } from '#tabular/table';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
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

import { expect, test } from '@jest/globals';
import { loadAmlsg } from '../../../tabular/testing/amlsg.ts';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { describeAsSums, describeTable } from '../scoring/described-set.ts';
import { exactGrids } from '../summaries/evaluation-grids.ts';
import { effectPlan } from './covariate-layout.ts';
import { type FittedEffect, fitHazardRatio, fitOddsRatio, type NoEffect } from './fit-effect.ts';
import { termsOf } from './terms.ts';

const amlsg = await loadAmlsg();
if (!amlsg) console.info('skipped: the AMLSG cohort is not present');
const testWithData = amlsg ? test : test.skip;

/** Of a log ratio from sums, in standard errors of the one from rows. */
function deviation(sums: FittedEffect | NoEffect, rows: FittedEffect | NoEffect): number {
  if (sums.kind !== 'effect' || rows.kind !== 'effect') return sums.kind === rows.kind ? 0 : Number.POSITIVE_INFINITY;
  const standardError = Math.log(rows.ratio.upper / rows.ratio.lower) / (2 * 1.959964);
  return Math.abs(Math.log(sums.ratio.estimate / rows.ratio.estimate)) / standardError;
}

testWithData('effects from sums are those of the rows to a fifth of a standard error', () => {
  const { dictionary, train } = amlsg ?? fail();
  const plan = effectPlan(dictionary, profileOf(dictionary, [train]));
  const sums = describeAsSums(dictionary, plan, train).effects;
  const rows = describeTable(dictionary, exactGrids(dictionary, [train]), train).effects;
  const terms = termsOf(dictionary, () => 10);
  const hazards = dictionary.endpoints.flatMap(({ name }) =>
    terms.map((term) =>
      deviation(fitHazardRatio(sums.survival(name, term)), fitHazardRatio(rows.survival(name, term))),
    ),
  );
  const odds = dictionary.targets
    .filter(({ kind }) => kind === 'state')
    .flatMap(({ name }) =>
      terms.map((term) => deviation(fitOddsRatio(sums.response(name, term)), fitOddsRatio(rows.response(name, term)))),
    );
  expect(hazards.length).toBeGreaterThan(90);
  expect(Math.max(...hazards)).toBeLessThan(0.2);
  expect(hazards.reduce((sum, value) => sum + value, 0) / hazards.length).toBeLessThan(0.05);
  expect(odds.length).toBeGreaterThan(40);
  // Sums hold every count of a state, so that only numbers are off.
  expect(Math.max(...odds)).toBeLessThan(0.2);
});

function fail(): never {
  throw new Error('no data');
}

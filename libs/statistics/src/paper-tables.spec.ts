import { expect, test } from '@jest/globals';
import { GOLDEN_PAPER_TESTS as golden } from '../testing/golden.ts';
import { expectRelative } from '../testing/hypothesis-tests.ts';
import { fisherExactTest } from './fisher-exact.ts';
import { oddsOf } from './proportion.ts';

test.each(Object.entries(golden.fisher))('Fisher of %s', (_, { table, pValue }) => {
  expectRelative(fisherExactTest(table).pValue, pValue);
});

test.each(Object.entries(golden.odds))('odds of remission, %s, in print to two decimals', (_, golden) => {
  const [successes, failures] = golden.counts;
  const { odds, lower, upper } = oddsOf(successes, failures);
  expectRelative(odds, golden.odds);
  // Made with nine digits of the normal quantile.
  expectRelative(lower, golden.lower, 1e-8);
  expectRelative(upper, golden.upper, 1e-8);
  expect([odds, lower, upper].map((value) => value.toFixed(2))).toEqual(golden.printed);
});

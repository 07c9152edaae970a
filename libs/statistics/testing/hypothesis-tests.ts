import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { ContingencyTable, TwoByTwo } from '../src/contingency-table.ts';
import type { TwoSampleCounts } from '../src/weighted-values.ts';

/** What SciPy, statsmodels and NumPy make of the same samples and tables; the script stands beside the file. */
export interface HypothesisTestFixture {
  readonly twoSamples: Readonly<Record<string, TwoSampleCase>>;
  /** Of two samples with standard deviation 1. */
  readonly farTTests: readonly (TestResult & { readonly count: number; readonly difference: number })[];
  readonly shapiro: readonly (TestResult & {
    readonly values: readonly number[];
    readonly counts: readonly number[];
  })[];
  readonly chiSquared: readonly (TestResult & {
    readonly table: ContingencyTable;
    readonly degreesOfFreedom: number;
    readonly leastExpected: number;
    readonly yatesStatistic: number;
    readonly yatesP: number;
  })[];
  readonly fisher: readonly {
    readonly table: TwoByTwo;
    readonly pValue: number;
    readonly oddsRatio: number | 'Infinity';
    readonly lower: number;
    readonly upper: number | 'Infinity';
  }[];
  readonly fisherTables: readonly { readonly table: number[][]; readonly pValue: number }[];
  readonly categorical: readonly { readonly first: number[]; readonly second: number[]; readonly difference: number }[];
  readonly quantileProbabilities: readonly number[];
  readonly quantiles: readonly {
    readonly values: readonly number[];
    readonly counts: readonly number[];
    /** Of types 1 … 9, at each probability. */
    readonly quantiles: readonly (readonly number[])[];
  }[];
  readonly multiplicity: readonly {
    readonly pValues: readonly number[];
    readonly holm: readonly number[];
    readonly benjaminiHochberg: readonly number[];
  }[];
  readonly wilson: readonly {
    readonly successes: number;
    readonly count: number;
    readonly lower: number;
    readonly upper: number;
  }[];
}

export interface TestResult {
  readonly statistic: number;
  readonly pValue: number;
}

export interface TwoSampleCase extends TwoSampleCounts {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly values: readonly number[];
  readonly wilcoxon: TestResult;
  readonly kolmogorovSmirnov: { readonly statistic: number; readonly asymptotic: number; readonly exact?: number };
  readonly wasserstein: number;
  readonly smd?: number;
  readonly tTest?: Readonly<Record<'welch' | 'pooled', TTestResult>>;
}

export interface TTestResult extends TestResult {
  readonly degreesOfFreedom: number;
  readonly lower: number;
  readonly upper: number;
}

export function readHypothesisTests(): HypothesisTestFixture {
  return JSON.parse(readFileSync(new URL('./fixtures/hypothesis-tests.json', import.meta.url), 'utf8'));
}

/** The values of both samples, each as often as it was seen. */
export function expandSamples({ values, first, second }: TwoSampleCase): readonly [number[], number[]] {
  const repeat = (counts: readonly number[]) => counts.flatMap((count, i) => Array<number>(count).fill(values[i]));
  return [repeat(first), repeat(second)];
}

/** Within a relative tolerance; where a p value is at stake, differences below 1e-300 pass too. */
export function expectRelative(value: number, expected: number, tolerance = 1e-10): void {
  if (Object.is(value, expected) || Math.abs(value - expected) < 1e-300) return;
  expect(Math.abs(value - expected) / Math.abs(expected)).toBeLessThan(tolerance);
}

import { chiSquaredUpperTail } from './distributions/chi-squared.ts';

export interface ChiSquaredTest {
  /** NaN where the test isn't defined. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** P(χ² ≥ statistic) under the null hypothesis; NaN without a statistic or degrees of freedom. */
  readonly pValue: number;
}

export function chiSquaredTest(statistic: number, degreesOfFreedom: number): ChiSquaredTest {
  return { statistic, degreesOfFreedom, pValue: chiSquaredUpperTail(statistic, degreesOfFreedom) };
}

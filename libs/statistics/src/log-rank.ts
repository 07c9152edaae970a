import { type ChiSquaredTest, chiSquaredTest } from './chi-squared-test.ts';
import { solvePositiveDefinite } from './cholesky.ts';
import { countSurvival, type SurvivalCounts, type SurvivalSample } from './survival-sample.ts';

/** χ²; NaN when no event tells the samples apart. Degrees of freedom: samples that were ever at risk at an event, less 1. */
export interface LogRankTest extends ChiSquaredTest {
  /** Events per sample. */
  readonly observed: readonly number[];
  /** Events per sample if all had the same hazard. */
  readonly expected: readonly number[];
}

/**
 * Log-rank test of the null hypothesis that all samples have the same hazard at all times, with the hypergeometric
 * variance, as R's survdiff. Mantel 1966; Peto & Peto 1972.
 * @param samples two or more
 */
export function logRank(samples: readonly SurvivalSample[]): LogRankTest {
  return stratifiedLogRank([samples.map(countSurvival)]);
}

/**
 * The same from counts: observed and expected events and their variances are summed over strata, within each of which the
 * samples are compared. The counts of a sample may be at other times than those of the next.
 * @param strata each with the same samples in the same order; empty ones allowed
 */
export function stratifiedLogRank(strata: readonly (readonly SurvivalCounts[])[]): LogRankTest {
  const size = strata[0]?.length ?? 0;
  const sums = new LogRankSums(size);
  for (const samples of strata) {
    const walkers = samples.map((counts) => new AtRiskWalker(counts));
    for (const time of eventTimes(samples)) sums.add(walkers.map((walker) => walker.advance(time)));
  }
  return sums.test();
}

interface AtTime {
  readonly atRisk: number;
  readonly events: number;
}

class LogRankSums {
  readonly #observed: Float64Array;
  readonly #expected: Float64Array;
  readonly #variance: Float64Array;

  constructor(size: number) {
    this.#observed = new Float64Array(size);
    this.#expected = new Float64Array(size);
    this.#variance = new Float64Array(size * size);
  }

  /** What each sample has at one time. */
  add(samples: readonly AtTime[]): void {
    const atRisk = samples.reduce((sum, sample) => sum + sample.atRisk, 0);
    const events = samples.reduce((sum, sample) => sum + sample.events, 0);
    const spread = atRisk < 2 ? 0 : (events * (atRisk - events)) / (atRisk - 1);
    samples.forEach((sample, i) => {
      const share = sample.atRisk / atRisk;
      this.#observed[i] += sample.events;
      this.#expected[i] += events * share;
      samples.forEach((other, j) => {
        this.#variance[i * samples.length + j] += spread * share * ((i === j ? 1 : 0) - other.atRisk / atRisk);
      });
    });
  }

  /** (O − E)ᵀ V⁻¹ (O − E) over all samples with expected events but the last, whose row follows from the others. */
  test(): LogRankTest {
    const size = this.#observed.length;
    const compared = Array.from(this.#expected.keys()).filter((i) => this.#expected[i] > 0);
    const free = compared.slice(0, -1);
    const difference = free.map((i) => this.#observed[i] - this.#expected[i]);
    const variance = Float64Array.from(free.flatMap((i) => free.map((j) => this.#variance[i * size + j])));
    const solution = free.length > 0 ? solvePositiveDefinite(variance, difference) : undefined;
    const statistic = solution?.reduce((sum, value, i) => sum + value * difference[i], 0) ?? Number.NaN;
    return {
      ...chiSquaredTest(statistic, free.length),
      observed: Array.from(this.#observed),
      expected: Array.from(this.#expected),
    };
  }
}

function eventTimes(samples: readonly SurvivalCounts[]): number[] {
  const times = samples.flatMap((sample) => Array.from(sample.times).filter((_, i) => sample.events[i] > 0));
  return [...new Set(times)].sort((a, b) => a - b);
}

/** Walks up the times of a sample. */
class AtRiskWalker {
  readonly #counts: SurvivalCounts;
  #next = 0;
  #atRisk = 0;

  constructor(counts: SurvivalCounts) {
    this.#counts = counts;
    for (let i = 0; i < counts.times.length; i++) this.#atRisk += counts.events[i] + counts.censored[i];
  }

  /** Patients at risk just before `time`, and events at it. Times must ascend from call to call. */
  advance(time: number): AtTime {
    const { times, events, censored } = this.#counts;
    for (; this.#next < times.length && times[this.#next] < time; this.#next++) {
      this.#atRisk -= events[this.#next] + censored[this.#next];
    }
    return { atRisk: this.#atRisk, events: times[this.#next] === time ? events[this.#next] : 0 };
  }
}

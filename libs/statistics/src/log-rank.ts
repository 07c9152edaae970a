import { solvePositiveDefinite } from './cholesky.ts';

export interface SurvivalSample {
  readonly times: ArrayLike<number>;
  /** Truthy where the event was seen. */
  readonly isEvent: ArrayLike<number | boolean>;
}

export interface LogRankTest {
  /** χ² with `degreesOfFreedom`; NaN when no event tells the samples apart. */
  readonly statistic: number;
  /** Number of samples − 1. */
  readonly degreesOfFreedom: number;
  /** Events per sample. */
  readonly observed: readonly number[];
  /** Events per sample if all had the same hazard. */
  readonly expected: readonly number[];
}

/**
 * Log-rank test of the null hypothesis that all samples have the same hazard at all times, with the hypergeometric
 * variance. Mantel 1966; Peto & Peto 1972.
 * @param samples two or more
 */
export function logRank(samples: readonly SurvivalSample[]): LogRankTest {
  const counters = samples.map((sample) => new AtRiskCounter(sample));
  const count = samples.length;
  const observed = new Array<number>(count).fill(0);
  const expected = new Array<number>(count).fill(0);
  // Of all samples but the last, whose column follows from the others.
  const variance = new Float64Array((count - 1) ** 2);
  for (const time of eventTimes(samples)) {
    const atTime = counters.map((counter) => counter.advance(time));
    const atRisk = atTime.reduce((sum, sample) => sum + sample.atRisk, 0);
    const events = atTime.reduce((sum, sample) => sum + sample.events, 0);
    atTime.forEach((sample, i) => {
      observed[i] += sample.events;
      expected[i] += (events * sample.atRisk) / atRisk;
    });
    if (atRisk < 2) continue;
    const spread = (events * (atRisk - events)) / (atRisk - 1);
    for (let i = 0; i < count - 1; i++) {
      for (let j = 0; j < count - 1; j++) {
        const share = (i === j ? 1 : 0) - atTime[j].atRisk / atRisk;
        variance[i * (count - 1) + j] += spread * (atTime[i].atRisk / atRisk) * share;
      }
    }
  }
  return { statistic: quadraticForm(observed, expected, variance), degreesOfFreedom: count - 1, observed, expected };
}

/** (O − E)ᵀ V⁻¹ (O − E) over all samples but the last. */
function quadraticForm(observed: readonly number[], expected: readonly number[], variance: Float64Array): number {
  const difference = observed.slice(0, -1).map((value, i) => value - expected[i]);
  const solution = solvePositiveDefinite(variance, difference);
  if (solution === undefined) return Number.NaN;
  return difference.reduce((sum, value, i) => sum + value * solution[i], 0);
}

function eventTimes(samples: readonly SurvivalSample[]): number[] {
  const times = samples.flatMap(({ times: all, isEvent }) => Array.from(all).filter((_, i) => isEvent[i]));
  return [...new Set(times)].sort((a, b) => a - b);
}

/** Walks up the times of a sample. */
class AtRiskCounter {
  readonly #times: Float64Array;
  readonly #eventTimes: Float64Array;
  #passed = 0;
  #eventsPassed = 0;

  constructor({ times, isEvent }: SurvivalSample) {
    this.#times = Float64Array.from(times).sort();
    this.#eventTimes = Float64Array.from(times)
      .filter((_, i) => Boolean(isEvent[i]))
      .sort();
  }

  /** Patients at risk just before `time`, and events at it. Times must ascend from call to call. */
  advance(time: number): { readonly atRisk: number; readonly events: number } {
    while (this.#passed < this.#times.length && this.#times[this.#passed] < time) this.#passed++;
    const before = this.#eventsPassed;
    while (this.#eventTimes[this.#eventsPassed] <= time) this.#eventsPassed++;
    return { atRisk: this.#times.length - this.#passed, events: this.#eventsPassed - before };
  }
}

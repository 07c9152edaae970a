import { residualRisk } from '#privacy/attacks/residual-risk';
import { clusteredInterval } from '#privacy/intervals/clustered-interval';
import { criticalValue } from '#privacy/intervals/interval';
import { type Interval, wilsonInterval } from '#statistics/proportion';
import { isSmallCount } from '#privacy/small-cells';
import { orNull, type Suppression } from '../scoring/suppression.ts';
import type { AttackFigure, AttackRate } from './privacy-figure-types.ts';

/**
 * Null without attempts. A rate whose successes or failures are fewer than the minimum cell size (above 0) is suppressed;
 * its interval then holds those of all such numbers, and so does what follows from it.
 * @param comparisons among how many rates this one was chosen for standing out: widens the interval
 */
export function countedRate(
  successes: number,
  attempts: number,
  suppression: Suppression,
  comparisons = 1,
): AttackRate | null {
  const interval = (count: number) => wilsonInterval(count / attempts, attempts, criticalValue(comparisons));
  if (!(attempts > 0)) return null;
  const isFew = isSmallCount(successes, suppression.minimumCellSize);
  const isMost = isSmallCount(attempts - successes, suppression.minimumCellSize);
  if (!isFew && !isMost) {
    return { attempts, successes, rate: successes / attempts, ...interval(successes) };
  }
  const hidden = suppression.minimumCellSize - 1;
  const least = isFew ? 1 : Math.max(0, attempts - hidden);
  const most = isMost ? attempts - 1 : Math.min(attempts, hidden);
  suppression.release(isFew ? successes : attempts - successes);
  return { attempts, successes: null, rate: null, lower: interval(least).lower, upper: interval(most).upper };
}

/** A rate known by calculation; null where it is NaN. */
export function expectedRate(rate: number, attempts: number): AttackRate | null {
  return Number.isFinite(rate) ? { attempts, successes: null, rate, lower: rate, upper: rate } : null;
}

/**
 * The share of guesses that are right, several to a patient; patients are independent, their guesses are not.
 * @param byGuessed patients by how many of their guesses were right, 0 … guesses
 */
export function meanRate(byGuessed: Float64Array): AttackRate | null {
  const guesses = byGuessed.length - 1;
  const patients = byGuessed.reduce((sum, count) => sum + count, 0);
  if (patients === 0 || guesses === 0) return null;
  const rate = byGuessed.reduce((sum, count, right) => sum + (count * right) / guesses, 0) / patients;
  const squares = byGuessed.reduce((sum, count, right) => sum + count * (right / guesses - rate) ** 2, 0);
  const standardError = Math.sqrt(squares / Math.max(1, patients - 1) / patients);
  const attempts = patients * guesses;
  const interval = clusteredInterval(rate, standardError, patients);
  return { attempts, successes: Math.round(rate * attempts), rate, ...interval };
}

export function attackFigure(
  training: AttackRate | null,
  control: AttackRate | null,
  naive: AttackRate | null,
): AttackFigure {
  const { risk, lower, upper } = residualRisk(training ?? UNKNOWN, control ?? UNKNOWN);
  const isTooWeak = training && naive ? training.lower <= (naive.rate ?? naive.upper) : null;
  return { training, control, naive, risk: orNull(risk), lower: orNull(lower), upper: orNull(upper), isTooWeak };
}

const UNKNOWN: Interval = { lower: Number.NaN, upper: Number.NaN };

import { lastIndexAtOrBefore } from './step-function.ts';
import { countSurvival } from './survival-sample.ts';
import type { IntervalEstimate } from './wald.ts';

/**
 * The product-limit estimate of survival, right-continuous with S(0) = 1. One entry per distinct time, ascending.
 * Kaplan & Meier, J Am Stat Assoc 1958; variance by Greenwood 1926.
 */
export interface SurvivalCurve {
  readonly times: Float64Array;
  /** Just before each time. */
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
  readonly censored: Float64Array;
  /** S at each time. */
  readonly survival: Float64Array;
  /** Greenwood's sum Σ d / (n (n − d)) up to each time; infinite once S is 0. */
  readonly greenwood: Float64Array;
}

/** The 97.5 % point of the standard normal distribution. */
const NORMAL_975 = 1.959963984540054;

/** R's tolerance for "the curve is flat there". */
const FLAT_TOLERANCE = Math.sqrt(Number.EPSILON);

/**
 * From individual times, shape (n), any order. `isEvent[i]` is truthy where the event was seen at `times[i]`, else the
 * patient was censored then. Censored at a time with events: counted as at risk there. n = 0 gives an empty curve.
 * @param counts how many identical patients each entry stands for; 1 each where absent
 */
export function kaplanMeier(
  times: ArrayLike<number>,
  isEvent: ArrayLike<number | boolean>,
  counts?: ArrayLike<number>,
): SurvivalCurve {
  const counted = countSurvival({ times, isEvent, counts });
  return kaplanMeierFromCounts(counted.times, counted.events, counted.censored);
}

/**
 * From counts at ascending times: of exact distinct times, or of agreed intervals (then `times` are their ends, and
 * within an interval every event is taken to come before every censoring). Times without patients are left out.
 */
export function kaplanMeierFromCounts(
  times: ArrayLike<number>,
  events: ArrayLike<number>,
  censored: ArrayLike<number>,
): SurvivalCurve {
  const occupied = indices(times.length).filter((i) => events[i] + censored[i] > 0);
  const curve = emptyCurve(occupied.length);
  let atRisk = occupied.reduce((total, i) => total + events[i] + censored[i], 0);
  let survival = 1;
  let greenwood = 0;
  occupied.forEach((i, entry) => {
    survival *= 1 - events[i] / atRisk;
    if (events[i] > 0) greenwood += events[i] / (atRisk * (atRisk - events[i]));
    curve.times[entry] = times[i];
    curve.atRisk[entry] = atRisk;
    curve.events[entry] = events[i];
    curve.censored[entry] = censored[i];
    curve.survival[entry] = survival;
    curve.greenwood[entry] = greenwood;
    atRisk -= events[i] + censored[i];
  });
  return curve;
}

/** The curve of the time to censoring (follow-up): events and censorings change places. Schemper & Smith 1996. */
export function reverseKaplanMeier(
  times: ArrayLike<number>,
  isEvent: ArrayLike<number | boolean>,
  counts?: ArrayLike<number>,
): SurvivalCurve {
  return kaplanMeier(
    times,
    Array.from(isEvent, (event) => !event),
    counts,
  );
}

/** S at `time`; the last value is carried forward. */
export function survivalAt(curve: SurvivalCurve, time: number): number {
  const index = lastIndexAtOrBefore(curve.times, time);
  return index < 0 ? 1 : curve.survival[index];
}

/** Patients at risk just before `time`. */
export function atRiskAt(curve: SurvivalCurve, time: number): number {
  const before = curve.times.findIndex((entry) => entry >= time);
  return before < 0 ? 0 : curve.atRisk[before];
}

/** Standard error of S at `time`, S √(Greenwood's sum). */
export function standardErrorAt(curve: SurvivalCurve, time: number): number {
  const index = lastIndexAtOrBefore(curve.times, time);
  return index < 0 ? 0 : curve.survival[index] * Math.sqrt(curve.greenwood[index]);
}

export interface ConfidenceLimits {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Pointwise limits on the log(−log S) scale, at each time of the curve. 1 before the first event; NaN where S is 0.
 * Kalbfleisch & Prentice 2002, section 1.4.
 * @param z normal quantile, by default for 95 %
 */
export function logLogLimits(curve: SurvivalCurve, z = NORMAL_975): ConfidenceLimits {
  const limit = (sign: number) =>
    curve.survival.map((survival, i) => {
      if (survival === 1) return 1;
      if (survival === 0) return Number.NaN;
      return survival ** Math.exp((sign * z * Math.sqrt(curve.greenwood[i])) / Math.log(survival));
    });
  return { lower: limit(-1), upper: limit(1) };
}

export interface MedianSurvival {
  /** NaN when the curve doesn't reach one half. */
  readonly median: number;
  /** Limits where the pointwise limits cross one half (Brookmeyer & Crowley 1982); NaN when they don't. */
  readonly lower: number;
  readonly upper: number;
}

/** The median with its log-log interval, as R's survfit gives it: midway where the curve is flat at one half. */
export function medianSurvival(curve: SurvivalCurve, z = NORMAL_975): MedianSurvival {
  const { estimate, lower, upper } = survivalQuantile(curve, 0.5, z);
  return { median: estimate, lower, upper };
}

/**
 * The time by which a share of the patients had the event, with its log-log interval: midway where the curve is flat at
 * 1 − `share`. NaN where the curve or a limit doesn't fall that low. As R's quantile of a survfit, but for a curve that
 * ends flat at just that level: then the time it got there, as R's printed median, not halfway to the last time.
 * @param share in (0, 1); 0.25 is the first quartile of the time to event
 */
export function survivalQuantile(curve: SurvivalCurve, share: number, z = NORMAL_975): IntervalEstimate {
  const limits = logLogLimits(curve, z);
  const [estimate, lower, upper] = [curve.survival, limits.lower, limits.upper].map((values) =>
    crossingTime(curve.times, values, 1 - share),
  );
  return { estimate, lower, upper };
}

function crossingTime(times: Float64Array, values: Float64Array, level: number): number {
  const first = values.findIndex((value) => value < level + FLAT_TOLERANCE);
  if (first < 0) return Number.NaN;
  if (Math.abs(values[first] - level) >= FLAT_TOLERANCE) return times[first];
  const next = values.findIndex((value) => value < values[first]);
  return next < 0 ? times[first] : (times[first] + times[next]) / 2;
}

function emptyCurve(length: number): SurvivalCurve {
  const column = () => new Float64Array(length);
  return {
    times: column(),
    atRisk: column(),
    events: column(),
    censored: column(),
    survival: column(),
    greenwood: column(),
  };
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

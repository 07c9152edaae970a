import { type StepFunction, valueAt, valueBefore } from './step-function.ts';
import { checkedSurvivalCounts, countSurvival, type SurvivalCounts, type SurvivalSample } from './survival-sample.ts';

/** Who had the event before a horizon, with weights that make up for those nobody knows it of; shape (n). */
export interface HorizonLabels {
  /** 1: event before the horizon; 0: none until then, or not known. */
  readonly labels: Uint8Array;
  /** Times the replicate count; 0 where the label isn't known. */
  readonly weights: Float64Array;
}

/**
 * G(t) = P(not censored by t): the Kaplan–Meier estimate of the time to censoring. At one time events come before
 * censorings, as in the survival curve itself, so whoever has the event isn't at risk of being censored then; with that
 * S(t) G(t) is exactly the share still followed. (reverseKaplanMeier, like R's survfit, has them at risk; the two differ by
 * ties alone.)
 */
export function censoringSurvival({ times, events, censored }: SurvivalCounts): StepFunction {
  let atRisk = 0;
  for (let i = 0; i < times.length; i++) atRisk += events[i] + censored[i];
  let uncensored = 1;
  const values = new Float64Array(times.length);
  for (let i = 0; i < times.length; i++) {
    const exposed = atRisk - events[i];
    if (censored[i] > 0) uncensored *= 1 - censored[i] / exposed;
    values[i] = uncensored;
    atRisk = exposed - censored[i];
  }
  return { start: 1, times, values };
}

export interface CensoringOptions {
  /** G, by default that of the sample; where sites pool their counts, that of all. A weight is ∞ where it is 0. */
  readonly censoring?: StepFunction;
  /**
   * Whether an event at the very horizon is one before it. `after` (default): whoever reached the horizon has label 0, as in
   * the horizon targets of a dictionary. `before`: an event at or before the horizon has label 1, as in the papers; then
   * whoever was censored at the horizon isn't known.
   */
  readonly eventAtHorizon?: 'after' | 'before';
}

/**
 * Inverse probability of censoring weights for "had the event before the horizon": 1 / G(t−) for whoever had it at t, 1 / G
 * at the horizon for whoever was followed until then without it, 0 for whoever was censored before. Graf et al., Stat Med
 * 1999; Uno et al., J Am Stat Assoc 2007.
 *
 * With the sample's own G the weights of those with label 1 sum to n (1 − S) at the horizon, all to n as long as somebody was
 * followed until then.
 */
export function censoringWeights(
  sample: SurvivalSample,
  horizon: number,
  { censoring = censoringSurvival(countSurvival(sample)), eventAtHorizon = 'after' }: CensoringOptions = {},
): HorizonLabels {
  const { times, isEvent } = sample;
  const counts = checkedSurvivalCounts(sample);
  const isBefore = eventAtHorizon === 'after' ? (time: number) => time < horizon : (time: number) => time <= horizon;
  const atHorizon = eventAtHorizon === 'after' ? valueBefore(censoring, horizon) : valueAt(censoring, horizon);
  const labels = new Uint8Array(times.length);
  const weights = new Float64Array(times.length);
  for (let i = 0; i < times.length; i++) {
    if (counts[i] === 0) continue;
    if (!isBefore(times[i])) weights[i] = counts[i] / atHorizon;
    else if (isEvent[i]) {
      labels[i] = 1;
      weights[i] = counts[i] / valueBefore(censoring, times[i]);
    }
  }
  return { labels, weights };
}

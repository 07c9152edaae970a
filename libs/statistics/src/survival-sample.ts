import { checkedCounts, checkFinite, checkLength } from './observations.ts';

/** Times to an event, some of them censored; shape (n), any order. */
export interface SurvivalSample {
  readonly times: ArrayLike<number>;
  /** Truthy where the event was seen, else the patient was censored then. */
  readonly isEvent: ArrayLike<number | boolean>;
  /** How many identical patients each entry stands for: whole, 0 or more; 1 each where absent. */
  readonly counts?: ArrayLike<number>;
}

/**
 * What sites can add up: events and censorings at ascending times. The times are exact distinct ones or the ends of
 * agreed intervals; within an interval every event is taken to come before every censoring.
 */
export interface SurvivalCounts {
  readonly times: ArrayLike<number>;
  readonly events: ArrayLike<number>;
  readonly censored: ArrayLike<number>;
}

/** Counts at the distinct times of a sample. Throws InvalidObservations for times that aren't finite and bad counts. */
export function countSurvival(sample: SurvivalSample): SurvivalCounts {
  const { times, isEvent } = sample;
  const counts = checkedSurvivalCounts(sample);
  const distinct: number[] = [];
  const events: number[] = [];
  const censored: number[] = [];
  for (const index of ascendingOrder(times)) {
    if (counts[index] === 0) continue;
    if (distinct.at(-1) !== times[index]) {
      distinct.push(times[index]);
      events.push(0);
      censored.push(0);
    }
    (isEvent[index] ? events : censored)[distinct.length - 1] += counts[index];
  }
  return { times: distinct, events, censored };
}

/** The replicate counts of a sample that is sound; throws InvalidObservations otherwise. */
export function checkedSurvivalCounts({ times, isEvent, counts }: SurvivalSample): Float64Array {
  checkLength('events', isEvent, times.length);
  checkFinite('times', times);
  return checkedCounts(counts, times.length);
}

/** Indices that put `values` in ascending order; equal values stay in their order. */
export function ascendingOrder(values: ArrayLike<number>): Int32Array {
  const order = Int32Array.from({ length: values.length }, (_, i) => i);
  return order.sort((a, b) => values[a] - values[b]);
}

import type { Ties } from './risk-sets.ts';

/**
 * Sums over the d events of one time, k = 0 … d − 1, with f = k / d under Efron and 0 under Breslow, and
 * r = (risk set's sum of risks) − f (events' sum of risks).
 */
export interface TiedEventSums {
  /** Σ log r. */
  logarithm: number;
  /** Σ 1 / r: the step of the cumulative baseline hazard. */
  inverse: number;
  /** Σ f / r. */
  weightedInverse: number;
  /** Σ 1 / r². */
  square: number;
  /** Σ f / r². */
  weightedSquare: number;
  /** Σ f² / r². */
  doublyWeightedSquare: number;
}

/**
 * @param atRisk sum of risks over the risk set
 * @param ofEvents sum of risks over the events
 * @param events d; identical patients count one each
 */
export function tiedEventSums(ties: Ties, atRisk: number, ofEvents: number, events: number): TiedEventSums {
  return ties === 'efron' && events > 1 ? efronSums(atRisk, ofEvents, events) : breslowSums(atRisk, events);
}

function breslowSums(atRisk: number, events: number): TiedEventSums {
  return {
    logarithm: events * Math.log(atRisk),
    inverse: events / atRisk,
    weightedInverse: 0,
    square: events / atRisk / atRisk,
    weightedSquare: 0,
    doublyWeightedSquare: 0,
  };
}

function efronSums(atRisk: number, ofEvents: number, events: number): TiedEventSums {
  const sums = breslowSums(atRisk, 1);
  for (let k = 1; k < events; k++) {
    const fraction = k / events;
    const remaining = atRisk - fraction * ofEvents;
    const inverse = 1 / remaining;
    sums.logarithm += Math.log(remaining);
    sums.inverse += inverse;
    sums.weightedInverse += fraction * inverse;
    sums.square += inverse * inverse;
    sums.weightedSquare += fraction * inverse * inverse;
    sums.doublyWeightedSquare += fraction * fraction * inverse * inverse;
  }
  return sums;
}

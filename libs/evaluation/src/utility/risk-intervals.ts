import { equalCountGroups } from '#tabular/profile/margins';
import type { EndpointCounts } from '#tabular/profile/profile';
import type { EndpointPlan } from '#tabular/profile/profile-plan';
import { INTERVAL_CELLS, TIME_INTERVALS } from '../effects/covariate-layout.ts';
import { middleOf } from './horizon-weights.ts';

/** Intervals of time in a table of risk groups at most: those of other tables, one of them cut at the horizon. */
export const RISK_INTERVALS = INTERVAL_CELLS + 1;

/**
 * The interval of each bin of the agreed time grid: about 30 with nearly equal numbers of real training patients, because a
 * table by single times would be the rows themselves. None lies on both sides of the horizon.
 */
export function riskIntervals({ grid }: EndpointPlan, counts: EndpointCounts, horizon: number | null): number[] {
  const patients = counts.event.map((events, bin) => events + counts.censored[bin]);
  return Array.from(equalCountGroups(patients, TIME_INTERVALS), (interval, bin) =>
    horizon !== null && middleOf(grid, bin) > horizon ? interval + 1 : interval,
  );
}

/** The last time of each interval; 0 where there is none. */
export function intervalEnds({ grid }: EndpointPlan, intervals: readonly number[]): Float64Array {
  const ends = new Float64Array(RISK_INTERVALS);
  intervals.forEach((interval, bin) => (ends[interval] = middleOf(grid, bin)));
  return ends;
}

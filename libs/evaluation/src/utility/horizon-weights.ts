import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';
import { binUnits, type Grid } from '#tabular/profile/grid';
import type { EndpointCounts } from '#tabular/profile/profile';
import { type EndpointPlan, profilePlan } from '#tabular/profile/profile-plan';
import { inWholeUnits } from './measure-units.ts';

/**
 * Inverse-probability-of-censoring weights of a horizon target: rows whose outcome at the horizon is known stand for
 * those censored before it (Graf et al. 1999). Whole numbers of units, so that sums over rows are exact.
 */
export interface HorizonWeights {
  /** Per bin of the endpoint's time grid, 1 / G before the bin: of a row with its event there. 0 where G is 0. */
  readonly events: readonly number[];
  /** 1 / G before the horizon: of a row followed to it. */
  readonly survivors: number;
}

/**
 * From counts on the agreed time grid. G, the chance not to be censored yet, is the Kaplan–Meier curve of censoring, in
 * which events of a bin come before its censorings. Patients of a bin are taken to be at its middle. Undefined where
 * nobody is followed to the horizon.
 */
export function horizonWeights(
  grid: Grid,
  { event, censored }: Pick<EndpointCounts, 'event' | 'censored'>,
  horizon: number,
): HorizonWeights | undefined {
  let atRisk = 0;
  for (let bin = 0; bin < event.length; bin++) atRisk += event[bin] + censored[bin];
  let uncensored = 1;
  let survivors = 1;
  const events = Array.from(event.keys(), (bin) => {
    const before = uncensored;
    const staying = atRisk - event[bin];
    if (staying > 0) uncensored *= 1 - censored[bin] / staying;
    atRisk = staying - censored[bin];
    if (middleOf(grid, bin) < horizon) survivors = uncensored;
    return weightOf(before);
  });
  return survivors > 0 ? { events, survivors: weightOf(survivors) } : undefined;
}

/** The endpoint of a horizon target as the profile counts it. */
export function endpointOf(
  dictionary: DataDictionary,
  target: Extract<PredictionTarget, { kind: 'horizon' }>,
): EndpointPlan {
  const endpoint = profilePlan(dictionary).endpoints.find(({ name }) => name === target.endpoint);
  if (!endpoint) throw new RangeError(`no endpoint ${target.endpoint} in the dictionary`);
  return endpoint;
}

function weightOf(uncensored: number): number {
  return uncensored > 0 ? inWholeUnits(1 / uncensored) : 0;
}

/** The middle of a bin, in units of the field. */
export function middleOf(grid: Grid, bin: number): number {
  const { least, greatest } = binUnits(grid, bin);
  return (least + greatest) / (2 * grid.unit);
}

import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { type BroadcastRows, broadcastRows } from '../privacy/broadcast-rows.ts';
import { type BroadcastForests, GrownForests } from '../utility/broadcast-forests.ts';
import type { AssessPlan } from './assess-plan.ts';
import { independentCohort } from './independent-cohort.ts';

/** What every site makes of the broadcast of an `assess` round alike; made once where several sites share a process. */
export interface PreparedBroadcast {
  readonly plan: AssessPlan;
  /** The cohort that the round broadcasts. */
  readonly synthetic: Table;
  /** A cohort with the real margins and independent columns, of as many rows. */
  readonly independent: Table;
  readonly forests: BroadcastForests;
  readonly rows: BroadcastRows;
}

/**
 * @param forests as they were sent with the cohort; else they are grown when first asked for
 * @throws CL-NET-003 where the plan's guesses are none of the cohorts
 */
export function prepareBroadcast(
  plan: AssessPlan,
  dictionary: DataDictionary,
  synthetic: Table,
  forests?: BroadcastForests,
): PreparedBroadcast {
  const cohorts = broadcastCohorts(plan, dictionary, synthetic);
  return {
    plan,
    ...cohorts,
    forests: forests ?? new GrownForests(plan.utility, dictionary, cohorts),
    rows: broadcastRows(plan, dictionary, cohorts),
  };
}

export function broadcastCohorts(
  { profile, seed }: AssessPlan,
  dictionary: DataDictionary,
  synthetic: Table,
): Pick<PreparedBroadcast, 'synthetic' | 'independent'> {
  return { synthetic, independent: independentCohort(dictionary, profile, synthetic.rowCount, seed) };
}

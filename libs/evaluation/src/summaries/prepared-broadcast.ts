import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { BroadcastForests } from '../utility/broadcast-forests.ts';
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
}

export function prepareBroadcast(plan: AssessPlan, dictionary: DataDictionary, synthetic: Table): PreparedBroadcast {
  const independent = independentCohort(dictionary, plan.profile, synthetic.rowCount, plan.seed);
  const forests = new BroadcastForests(plan.utility, dictionary, { synthetic, independent });
  return { plan, synthetic, independent, forests };
}

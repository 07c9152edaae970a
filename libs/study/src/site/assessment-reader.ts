import { parseAssessPlan } from '#evaluation/summaries/parse-assess-plan';
import { type PreparedBroadcast, prepareBroadcast } from '#evaluation/summaries/prepared-broadcast';
import { readForests } from '#evaluation/utility/sent-forests';
import type { DataDictionary } from '#tabular/dictionary';
import { decodeTables } from '../table-codec.ts';

/** The cohorts of an `assess` round by name. */
export type PreparedCandidates = ReadonlyMap<string, PreparedBroadcast>;

/** Reads the broadcast of an `assess` round; once where the sites of one process are handed the same bytes. */
export class AssessmentReader {
  #last: { readonly broadcast: Uint8Array; readonly prepared: PreparedCandidates } | undefined;

  /**
   * @param broadcast by which a broadcast is known again
   * @param payload what it holds
   */
  read(dictionary: DataDictionary, broadcast: Uint8Array, payload: Uint8Array): PreparedCandidates {
    if (this.#last?.broadcast === broadcast) return this.#last.prepared;
    const prepared = new Map(
      [...decodeTables(dictionary, payload)].map(([name, { table, beside, pieces }]) => {
        const plan = parseAssessPlan(beside);
        return [name, prepareBroadcast(plan, dictionary, table, readForests(plan.utility, dictionary, pieces))];
      }),
    );
    this.#last = { broadcast, prepared };
    return prepared;
  }
}

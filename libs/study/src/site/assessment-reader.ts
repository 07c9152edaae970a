import { parseAssessPlan } from '#evaluation/summaries/parse-assess-plan';
import { type PreparedBroadcast, prepareBroadcast } from '#evaluation/summaries/prepared-broadcast';
import { checkForests } from '#evaluation/utility/check-forests';
import { readForests } from '#evaluation/utility/sent-forests';
import type { RandomStream } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { decodeTables, type SentTable } from '../table-codec.ts';

/** The cohorts of an `assess` round by name. */
export type PreparedCandidates = ReadonlyMap<string, PreparedBroadcast>;

/** Reads the broadcast of an `assess` round; once where the sites of one process are handed the same bytes. */
export class AssessmentReader {
  readonly #choice: RandomStream;
  #last: { readonly broadcast: Uint8Array; readonly prepared: PreparedCandidates } | undefined;

  /** @param choice of the trees that are grown again; from a secret seed where the coordinator is elsewhere */
  constructor(choice: RandomStream) {
    this.#choice = choice;
  }

  /**
   * @param broadcast by which a broadcast is known again
   * @param payload what it holds
   * @throws CL-NET-003 where it is damaged, or what it holds doesn't follow from its cohorts
   */
  read(dictionary: DataDictionary, broadcast: Uint8Array, payload: Uint8Array): PreparedCandidates {
    if (this.#last?.broadcast === broadcast) return this.#last.prepared;
    const prepared = new Map(
      [...decodeTables(dictionary, payload)].map(([name, sent]) => [name, this.#prepare(dictionary, sent)]),
    );
    this.#last = { broadcast, prepared };
    return prepared;
  }

  #prepare(dictionary: DataDictionary, { table, beside, pieces }: Required<SentTable>): PreparedBroadcast {
    const plan = parseAssessPlan(beside);
    const forests = readForests(plan.utility, dictionary, pieces);
    const prepared = prepareBroadcast(plan, dictionary, table, forests);
    checkForests(plan.utility, dictionary, prepared, forests, this.#choice);
    return prepared;
  }
}

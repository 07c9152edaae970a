import { parseAssessPlan } from '#evaluation/summaries/parse-assess-plan';
import type { SiteRows } from '#evaluation/summaries/assessed-tables';
import { contributeAssessment } from '#evaluation/summaries/contribute-assessment';
import type { Seed } from '#random/random-stream';
import type { Contribution } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import { decodeTable } from '../table-codec.ts';

/** Compares the broadcast synthetic cohort with the site's own rows, in sums. */
export function contributeToAssessment(
  dictionary: DataDictionary,
  rows: SiteRows,
  payload: Uint8Array,
  seed: Seed,
): Contribution {
  const { table, beside } = decodeTable(dictionary, payload);
  return contributeAssessment(parseAssessPlan(beside), dictionary, rows, table, seed);
}

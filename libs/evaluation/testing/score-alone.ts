import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { Assessment } from '../src/assessment.ts';
import { roundReferences } from '../src/scoring/round-references.ts';
import { scoreAssessment } from '../src/scoring/score-assessment.ts';
import { allAtOnce } from '../src/steps.ts';
import type { AssessPlan } from '../src/summaries/assess-plan.ts';

/** The assessment of the one cohort of a round. */
export function scoreAlone(plan: AssessPlan, dictionary: DataDictionary, sum: Sum, synthetic: Table): Assessment {
  const references = allAtOnce(roundReferences(plan, dictionary, sum, synthetic.rowCount));
  return allAtOnce(scoreAssessment(plan, dictionary, sum, synthetic, references));
}

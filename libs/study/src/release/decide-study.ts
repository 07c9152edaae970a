import { privacyOf } from '#evaluation/report/build/privacy-of';
import { scoresOf } from '#evaluation/report/build/scores-of';
import { privacyStatement } from '#evaluation/report/privacy-statement';
import type { ReportRelease } from '#evaluation/report/report-model';
import type { FailedModel, StudyCandidate } from '../coordinator/study-candidate.ts';
import type { ReleaseRule } from '../release-rule.ts';
import { decideRelease } from './decide-release.ts';
import { figuresOf } from './release-figures.ts';

/** The rule's outcome, from what the assess round's sums say of each candidate. */
export function decideStudy(
  rule: ReleaseRule,
  candidates: readonly StudyCandidate[],
  failed: readonly FailedModel[],
): ReportRelease {
  const assessed = candidates.map(({ id, name, assessment }) => ({ id, label: name, assessment }));
  const figures =
    rule.rule === 'best'
      ? figuresOf(
          rule.by,
          scoresOf(assessed),
          assessed.map(({ id }) => id),
        )
      : [];
  const compared = assessed.map((own, index) => ({
    id: own.id,
    model: own.label,
    figure: figures.at(index) ?? null,
    alarm: privacyStatement(privacyOf(own), own.assessment.rows).alarm,
  }));
  return decideRelease(
    rule,
    compared,
    failed.map(({ name, failure }) => ({ model: name, code: failure.code, why: failure.message })),
  );
}

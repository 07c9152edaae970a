import { associationsOf, coOccurrenceOf } from './build/associations-of.ts';
import { type AssessedCohort, checkComparable, cohortsOf, type CohortPart, partsOf } from './build/cohort-parts.ts';
import { copyOf } from './build/copy-of.ts';
import { distributionsOf } from './build/distributions-of.ts';
import { modelCardOf } from './build/model-card-of.ts';
import { privacyOf } from './build/privacy-of.ts';
import { scoresOf } from './build/scores-of.ts';
import { survivalOf } from './build/survival-of.ts';
import { limitsOf } from './limits.ts';
import { privacyStatement } from './privacy-statement.ts';
import {
  REPORT_SCHEMA_VERSION,
  type ReportInputFile,
  type ReportModel,
  type ReportRelease,
  type ReportSite,
  type ReportStudy,
} from './report-model.ts';
import { verdicts } from './verdicts.ts';

/** What the report is made of: assessments, and what the run knows about itself. Instants are passed in. */
export interface ReportInput {
  readonly about: Omit<ReportModel['about'], 'columns' | 'from' | 'mode' | 'references'>;
  /** Of one synthetic cohort or several, all compared with the same real rows. */
  readonly assessments: readonly AssessedCohort[];
  /** Where a study made the cohorts. */
  readonly study?: ReportStudy;
  /** Where it had several models to choose from. */
  readonly release?: ReportRelease;
  /** Where files were evaluated. */
  readonly inputs?: readonly ReportInputFile[];
  /** See disclosedBySite. Default: none, as nothing left any site. */
  readonly sites?: readonly ReportSite[];
  /** Further entries of the model card, e.g. data sources or approvals. */
  readonly modelCard?: ReportModel['modelCard'];
}

/**
 * The plain model of a report, with verdicts, limits and model card. Pure: the same input gives the same model.
 * @throws RangeError where the assessments don't share the real rows
 */
export function buildReport(input: ReportInput): ReportModel {
  const { about, assessments, study, release, inputs = [], sites = [], modelCard = [] } = input;
  checkComparable(assessments);
  const [{ assessment }] = assessments;
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    about: {
      ...about,
      columns: assessment.associations.fields.length,
      from: assessment.from,
      mode: assessment.mode,
      references: { ...assessment.references },
    },
    ...(study && { study }),
    ...(release && { release }),
    inputs: [...inputs],
    cohorts: cohortsOf(assessments),
    sites: [...sites],
    ...judged(assessments),
    ...compared(partsOf(assessments)),
    inference: assessments.map((own) => ({ ...copyOf(own.assessment.inference), cohort: own.id })),
    utility: assessments.map((own) => ({ ...copyOf(own.assessment.utility), cohort: own.id })),
    findings: assessments.flatMap(({ id, findings }) =>
      findings ? [{ cohort: id, columns: copyOf(findings.columns), ignoredColumns: [...findings.ignoredColumns] }] : [],
    ),
    suppression: {
      minimumCellSize: assessment.minimumCellSize,
      cells: Math.max(...assessments.map((own) => own.assessment.suppressedCells)),
    },
    limits: limitsOf({
      assessment,
      calibrated: study?.models.some(({ calibration }) => calibration !== undefined) === true,
      jointlyCalibrated: study?.models
        .filter((own) => (own.calibration?.twoWayTables ?? 0) > 0)
        .map(({ name }) => name),
      chosenAmong: release?.rule === 'best' && release.released !== null ? assessments.length : 1,
    }),
    modelCard: [...modelCardOf(assessment, sites), ...modelCard],
  };
}

/** Scores, and what they mean for each synthetic cohort. */
function judged(
  assessments: readonly AssessedCohort[],
): Pick<ReportModel, 'scores' | 'verdicts' | 'privacy' | 'privacyStatements'> {
  const scores = scoresOf(assessments);
  const privacy = assessments.map(privacyOf);
  const statements = assessments.map(({ assessment }, i) => privacyStatement(privacy[i], assessment.rows));
  return {
    verdicts: statements.flatMap(({ cohort, alarm }) => verdicts(scores, cohort, alarm === true)),
    privacyStatements: statements,
    scores,
    privacy,
  };
}

/** What is shown of every cohort side by side. */
function compared(
  parts: readonly CohortPart[],
): Pick<ReportModel, 'survival' | 'distributions' | 'associations' | 'coOccurrence' | 'constraints'> {
  const coOccurrence = coOccurrenceOf(parts);
  return {
    survival: survivalOf(parts),
    distributions: distributionsOf(parts),
    associations: associationsOf(parts),
    ...(coOccurrence && { coOccurrence }),
    constraints: parts[0].assessment.constraints.map(({ rule }, index) => ({
      rule,
      violations: parts.map(({ id, of, assessment }) => ({
        cohort: id,
        rows: assessment.constraints[index].violations[of],
      })),
    })),
  };
}

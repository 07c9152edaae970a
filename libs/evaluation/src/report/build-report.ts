import type {
  Assessment,
  AssessmentScore,
  ByCohort,
  CategoricalColumnDistribution,
  ColumnDistribution,
  EndpointSurvival,
  NumericColumnDistribution,
} from '../assessment.ts';
import { limitsOf } from './limits.ts';
import {
  REPORT_SCHEMA_VERSION,
  type Associations,
  type CategoricalDistribution,
  type Cohort,
  type Distribution,
  type NumericDistribution,
  type PrivacyAssessment,
  type ReportModel,
  type ReportSite,
  type Score,
  type SurvivalCurves,
} from './report-model.ts';
import { SCORE_NAMES } from './score-names.ts';
import { privacyStatement } from './privacy-statement.ts';
import { verdicts } from './verdicts.ts';

/** What the report is made of: the assessment, and what the study knows about itself. Instants are passed in. */
export interface ReportInput {
  readonly assessment: Assessment;
  readonly study: ReportModel['study'];
  /** See disclosedBySite. */
  readonly sites: readonly ReportSite[];
  /** Where the rows were raked to the real margins. */
  readonly calibration?: ReportModel['calibration'];
  /** Further entries of the model card, e.g. data sources or approvals. */
  readonly modelCard?: ReportModel['modelCard'];
}

/** Digits of association matrices in report.json: enough for every drawing and table. */
const ASSOCIATION_DECIMALS = 4;

const LABELS: Readonly<Record<keyof ByCohort<unknown>, string>> = {
  training: 'Training',
  heldOut: 'Held out',
  synthetic: 'Synthetic',
};

const IDS: Readonly<Record<keyof ByCohort<unknown>, Cohort['role']>> = {
  training: 'training',
  heldOut: 'held-out',
  synthetic: 'synthetic',
};

/** The plain model of a report, with verdicts, limits and model card. Pure: the same input gives the same model. */
export function buildReport({ assessment, study, sites, calibration, modelCard = [] }: ReportInput): ReportModel {
  const cohorts = cohortsOf(assessment);
  const present = (Object.keys(IDS) as (keyof typeof IDS)[]).filter((key) => assessment.rows[key] > 0);
  const scores = assessment.scores.map(scoreOf);
  const privacy = privacyOf(assessment);
  const statement = privacyStatement(privacy);
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    study,
    cohorts,
    sites: [...sites],
    verdicts: verdicts(scores, 'synthetic', statement.alarm === true),
    privacyStatements: [statement],
    scores,
    survival: assessment.survival.map((endpoint) => survivalOf(endpoint, present)),
    distributions: assessment.distributions.map((distribution) =>
      distributionOf(distribution, present, assessment.rows),
    ),
    associations: associationsOf(assessment, present),
    privacy: [privacy],
    constraints: assessment.constraints.map(({ rule, violations }) => ({
      rule,
      violations: present.map((key) => ({ cohort: IDS[key], rows: violations[key] })),
    })),
    ...(calibration && { calibration }),
    suppression: { minimumCellSize: assessment.minimumCellSize, cells: assessment.suppressedCells },
    limits: limitsOf({ assessment, calibrated: calibration !== undefined }),
    modelCard: [...modelCardOf(assessment, sites), ...modelCard],
  };
}

type CohortKeys = readonly (keyof ByCohort<unknown>)[];

function cohortsOf({ rows }: Assessment): Cohort[] {
  const keys: CohortKeys = ['training', 'heldOut', 'synthetic'];
  return keys
    .filter((key) => rows[key] > 0)
    .map((key) => ({ id: IDS[key], label: LABELS[key], role: IDS[key], rows: rows[key] }));
}

/** Labelled by what the number is, 1 − |·| where the metric's name stands for a distance. */
function scoreOf({ name, subject, against, floor, ceiling, value, signed }: AssessmentScore): Score {
  return {
    id: name,
    label: SCORE_NAMES[name],
    ...(subject !== undefined && { subject }),
    against,
    floor,
    ceiling,
    values: [{ cohort: 'synthetic', value, ...(signed !== undefined && { signed }) }],
  };
}

/** Curves of real patients end where so few are at risk that a step would show a single patient. */
function survivalOf(survival: EndpointSurvival, present: CohortKeys): SurvivalCurves {
  const { endpoint, title, unit, confidenceLevel, cohorts } = survival;
  return {
    endpoint,
    ...(title !== undefined && { title }),
    unit: unit ?? '',
    confidenceLevel,
    curves: present.map((key) => {
      const { patients, events, median, medianInterval, points, truncated } = cohorts[key];
      const end = points.findIndex(({ atRisk }) => atRisk === null);
      return {
        cohort: IDS[key],
        patients,
        events,
        median,
        medianInterval: [medianInterval[0], medianInterval[1]],
        points: points.slice(0, end < 0 ? undefined : end).map((point) => ({ ...point })),
        truncated: truncated || end >= 0,
      };
    }),
  };
}

function distributionOf(distribution: ColumnDistribution, present: CohortKeys, rows: Assessment['rows']): Distribution {
  const { field, title, group } = distribution;
  const base = { field, ...(title !== undefined && { title }), ...(group !== undefined && { group }) };
  return distribution.kind === 'numeric'
    ? { ...base, ...numericOf(distribution, present, rows) }
    : { ...base, ...categoricalOf(distribution, present, rows) };
}

function numericOf(
  { unit, edges, cohorts }: NumericColumnDistribution,
  present: CohortKeys,
  rows: Assessment['rows'],
): Omit<NumericDistribution, 'field'> {
  return {
    kind: 'numeric',
    ...(unit !== undefined && { unit }),
    edges: [...edges],
    series: present.map((key) => {
      const { counts, missing, present: known, mean, standardDeviation, median } = cohorts[key];
      // The number of known values would tell the suppressed number of missing ones.
      const shares = counts.map((rowsInBin) => shareOf(rowsInBin, known ?? rows[key]));
      return { cohort: IDS[key], shares, missing: shareOf(missing, rows[key]), mean, standardDeviation, median };
    }),
  };
}

function categoricalOf(
  { states, cohorts }: CategoricalColumnDistribution,
  present: CohortKeys,
  rows: Assessment['rows'],
): Omit<CategoricalDistribution, 'field'> {
  return {
    kind: 'categorical',
    states: [...states],
    series: present.map((key) => {
      const { counts, missing } = cohorts[key];
      const shares = counts.map((rowsInState) => shareOf(rowsInState, rows[key]));
      return { cohort: IDS[key], shares, missing: shareOf(missing, rows[key]) };
    }),
  };
}

function shareOf(part: number | null, whole: number): number | null {
  return part === null ? null : whole === 0 ? 0 : Math.min(1, part / whole);
}

function associationsOf({ associations }: Assessment, present: CohortKeys): Associations {
  const order = (['training', 'synthetic', 'heldOut'] as const).filter((key) => present.includes(key));
  const scale = 10 ** ASSOCIATION_DECIMALS;
  return {
    fields: [...associations.fields],
    matrices: order.map((key) => ({
      cohort: IDS[key],
      values: associations[key].map((row) => row.map((value) => Math.round(value * scale) / scale)),
    })),
  };
}

function privacyOf({ privacy }: Assessment): PrivacyAssessment {
  const { leakageCoefficient, leakageFloor, membershipAuc, membershipFloor, exactMatches, distances } = privacy;
  return {
    cohort: 'synthetic',
    leakageCoefficient,
    leakageFloor,
    membershipAuc,
    membershipFloor,
    exactMatches: { ...exactMatches },
    distances: distances.map(({ from, to, mean, quantiles, zeroShare }) => ({
      from,
      to,
      mean,
      zeroShare,
      quantiles: quantiles.map((quantile) => ({ ...quantile })),
    })),
  };
}

function modelCardOf({ rows, siteCount }: Assessment, sites: readonly ReportSite[]): ReportModel['modelCard'] {
  return [
    {
      term: 'Training data',
      text: `${rows.training} patients at ${Math.max(siteCount, sites.length)} sites; ${rows.heldOut} more kept out of training. Sites with too few rows to be assessed are not in these numbers. No row left its site.`,
    },
    { term: 'Intended use', text: 'The uses that the verdicts above support, within the limits stated.' },
    {
      term: 'Not intended for',
      text: 'Decisions about single patients, evidence for efficacy or safety, or re-identification of anyone.',
    },
    { term: 'Privacy protection', text: 'Sums over sites and a minimum cell size. No differential privacy.' },
  ];
}

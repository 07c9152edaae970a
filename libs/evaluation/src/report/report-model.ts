/**
 * What a report says, as plain JSON: `report.json` is exactly this, and `report.html` shows nothing that isn't in it.
 * Cohorts are referred to by id, so that one report can hold several synthetic cohorts side by side.
 */
import { z } from 'zod';

export const REPORT_SCHEMA_VERSION = 1;

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const number = z.number().nullable().describe('null: not defined or not assessed');
const cohortId = z.string().min(1).describe('id of a cohort');

const cohort = z.strictObject({
  id: z.string().min(1),
  label: z.string(),
  role: z.enum(['training', 'held-out', 'synthetic']),
  rows: count,
});

const study = z.strictObject({
  name: z.string(),
  title: z.string().optional(),
  model: z.string().describe('generator, e.g. ctabgan-plus'),
  seed: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  softwareVersion: z.string(),
  strategy: z.string().describe('how the sites trained together, e.g. federated averaging'),
  engine: z.string().optional().describe('compute engine and device'),
  rounds: z.array(
    z.strictObject({ kind: z.enum(['profile', 'train', 'assess']), rounds: count, exchanges: count.optional() }),
  ),
  hyperparameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  columns: count,
});

const disclosure = z.strictObject({
  kind: z.enum(['profile', 'train', 'assess']),
  rounds: count.describe('rounds of this kind that the site took part in'),
  bytes: count.describe('bytes that left the site'),
  what: z.string().describe('what these bytes are, in words'),
});

const site = z.strictObject({
  name: z.string(),
  rows: count.nullable().describe('null: not disclosed'),
  roundsJoined: count,
  bytes: count,
  disclosures: z.array(disclosure),
});

const score = z.strictObject({
  id: z.enum([
    'bsm',
    'rsc',
    'ltc',
    'association-retention',
    'association-difference',
    'column-shape',
    'km-divergence',
    'optimism',
    'short-sightedness',
    'discriminator',
    'k-means-coverage',
    'effect-agreement',
    'prediction',
    'auroc',
    'brier',
    'concordance',
  ]),
  label: z.string(),
  /** The endpoint or prediction target that the score is about. */
  subject: z.string().optional(),
  against: z.enum(['training', 'held-out']),
  floor: number.describe('the same score for a cohort whose columns are independent'),
  ceiling: number.describe('the same score for another real cohort of the size'),
  values: z.array(
    z.strictObject({
      cohort: cohortId,
      value: number,
      signed: number.optional().describe('survival scores before 1 − |·|: above 0 is optimism, or shorter follow-up'),
    }),
  ),
});

const curvePoint = z.strictObject({
  time: z.number(),
  survival: share,
  lower: share.optional(),
  upper: share.optional(),
  atRisk: count.nullable().describe('at risk after the point before, up to the time; null: suppressed'),
});

const survival = z.strictObject({
  endpoint: z.string(),
  title: z.string().optional(),
  unit: z.string().describe('unit of time; empty: not known'),
  confidenceLevel: share.optional(),
  curves: z.array(
    z.strictObject({
      cohort: cohortId,
      patients: count.nullable().describe('null: suppressed'),
      events: count.nullable(),
      median: number,
      medianInterval: z.tuple([number, number]).describe('log-log interval; null: that side is not reached'),
      points: z.array(curvePoint).describe('right-continuous steps, by time'),
      truncated: z
        .boolean()
        .describe('the curve goes on, but is cut where fewer patients than the minimum cell size remain'),
    }),
  ),
});

const distributionBase = {
  field: z.string(),
  title: z.string().optional(),
  group: z.string().optional(),
};

const numericDistribution = z.strictObject({
  ...distributionBase,
  kind: z.literal('numeric'),
  unit: z.string().optional(),
  edges: z.array(z.number()).describe('bin edges, increasing, one more than bins'),
  series: z.array(
    z.strictObject({
      cohort: cohortId,
      shares: z
        .array(share.nullable())
        .describe('share of known values in each bin (of all rows where missing is suppressed); null: suppressed'),
      missing: share.nullable().describe('share of all rows; null: suppressed'),
      mean: number,
      standardDeviation: number,
      median: number.describe('off by at most a bin of the agreed histogram'),
    }),
  ),
});

const categoricalDistribution = z.strictObject({
  ...distributionBase,
  kind: z.literal('categorical'),
  states: z.array(z.string()),
  series: z.array(
    z.strictObject({
      cohort: cohortId,
      shares: z.array(share.nullable()).describe('share of all rows in each state; null: suppressed'),
      missing: share.nullable().describe('share of all rows; null: suppressed'),
    }),
  ),
});

const associations = z.strictObject({
  fields: z.array(z.string()),
  matrices: z.array(
    z.strictObject({
      cohort: cohortId,
      values: z.array(z.array(number)).describe('association of the column with the row, −1 to 1'),
    }),
  ),
});

const privacy = z.strictObject({
  cohort: cohortId,
  leakageCoefficient: number,
  leakageFloor: number.describe('the same for a cohort whose columns are independent'),
  membershipAuc: number.describe('area under the curve of guessing who was in training; 0.5 is chance'),
  membershipFloor: number,
  exactMatches: z.strictObject({ training: count.nullable(), heldOut: count.nullable() }),
  distances: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      mean: number,
      zeroShare: share
        .nullable()
        .describe('share of rows at distance 0, numeric columns cut at deciles; null: suppressed'),
      quantiles: z.array(z.strictObject({ probability: share, value: number })),
    }),
  ),
});

const constraint = z.strictObject({
  rule: z.string(),
  violations: z.array(z.strictObject({ cohort: cohortId, rows: count.nullable() })),
});

const calibration = z.strictObject({
  poolRows: count,
  effectiveSampleSize: z.number().nonnegative(),
  rejectedRows: count.describe('rows that broke a constraint and were drawn again'),
  worstMargin: z.strictObject({
    name: z.string(),
    distance: z.number().describe('total variation between its shares and the real ones after raking'),
  }),
  warnings: z.array(z.string()),
});

const criterion = z.strictObject({
  score: z.string(),
  against: z.enum(['training', 'held-out']),
  value: number,
  /** (value − floor) / (ceiling − floor), or the value itself where `scale` says so. */
  measured: number,
  scale: z.enum(['rescaled', 'difference to ceiling', 'value']),
  supported: z.number(),
  withCare: z.number(),
  level: z.enum(['supported', 'with-care', 'not-supported', 'not-assessed']),
});

const verdict = z.strictObject({
  cohort: cohortId,
  use: z.enum(['describing', 'planning', 'control-arm', 'training', 'teaching']),
  title: z.string(),
  level: z.enum(['supported', 'with-care', 'not-supported', 'not-assessed']),
  sentence: z.string(),
  criteria: z.array(criterion),
});

const privacyStatement = z.strictObject({
  cohort: cohortId,
  alarm: z.boolean().nullable().describe('null: not assessed'),
  sentence: z.string(),
});

export const reportModelSchema = z.strictObject({
  schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
  study,
  cohorts: z.array(cohort),
  sites: z.array(site),
  verdicts: z.array(verdict),
  privacyStatements: z.array(privacyStatement),
  scores: z.array(score),
  survival: z.array(survival),
  distributions: z.array(z.discriminatedUnion('kind', [numericDistribution, categoricalDistribution])),
  associations: associations.optional(),
  privacy: z.array(privacy),
  constraints: z.array(constraint),
  calibration: calibration.optional(),
  suppression: z.strictObject({ minimumCellSize: count, cells: count }),
  limits: z.array(z.string()),
  modelCard: z.array(z.strictObject({ term: z.string(), text: z.string() })),
});

export type ReportModel = z.infer<typeof reportModelSchema>;
export type Cohort = ReportModel['cohorts'][number];
export type ReportSite = ReportModel['sites'][number];
export type Score = ReportModel['scores'][number];
export type ScoreId = Score['id'];
export type SurvivalCurves = ReportModel['survival'][number];
export type SurvivalCurve = SurvivalCurves['curves'][number];
export type Distribution = ReportModel['distributions'][number];
export type NumericDistribution = Extract<Distribution, { kind: 'numeric' }>;
export type CategoricalDistribution = Extract<Distribution, { kind: 'categorical' }>;
export type Associations = NonNullable<ReportModel['associations']>;
export type PrivacyAssessment = ReportModel['privacy'][number];
export type Verdict = ReportModel['verdicts'][number];
export type Criterion = Verdict['criteria'][number];
export type VerdictLevel = Verdict['level'];
export type PrivacyStatement = ReportModel['privacyStatements'][number];

/**
 * What statistical comparison of a synthetic cohort with the training patients says: plain JSON, as it stands in
 * report.json. null: not defined, not reached, or suppressed because it would tell of fewer patients than the minimum
 * cell size.
 */
import { z } from 'zod';

const count = z.int().nonnegative().nullable().describe('null: suppressed');
const number = z.number().nullable();
const probability = z.number().min(0).max(1).nullable();

/** An estimate with its confidence limits; a limit that isn't reached is null. */
const estimate = z.strictObject({ value: number, lower: number, upper: number });

/** Of a two-sided test, unadjusted and adjusted over all tests of the table. */
const testResult = z.strictObject({
  test: z.enum(['t', 'wilcoxon', 'fisher']),
  p: probability,
  holm: probability,
  benjaminiHochberg: probability,
});

const withCeiling = z.strictObject({
  value: number,
  ceiling: number.describe('one random half of the training rows against the other'),
});

const columnComparison = z.strictObject({
  field: z.string(),
  title: z.string().optional(),
  kind: z.enum(['numeric', 'categorical']),
  totalVariation: withCeiling.describe('half the sum of absolute differences of shares; numbers: in deciles'),
  kolmogorovSmirnov: withCeiling.optional().describe('numbers: largest difference of the distribution functions'),
  wasserstein: withCeiling.optional().describe('numbers: area between the distribution functions, in real deviations'),
});

const numericCell = z.strictObject({
  known: count,
  missing: count,
  mean: number,
  standardDeviation: number,
  median: number,
  quartiles: z.tuple([number, number]),
  shapiroWilk: probability.describe('p of normality; null: fewer than 3 or more than 5,000 values, or all equal'),
});

const rowBase = { field: z.string(), title: z.string().optional(), group: z.string().optional() };

const numericBaseline = z.strictObject({
  ...rowBase,
  kind: z.literal('numeric'),
  unit: z.string().optional(),
  training: numericCell,
  synthetic: numericCell,
  difference: testResult.nullable(),
  standardisedDifference: number.describe('difference of means in pooled standard deviations, synthetic − training'),
});

const categoricalCell = z.strictObject({ known: count, missing: count, counts: z.array(count) });

const categoricalBaseline = z.strictObject({
  ...rowBase,
  kind: z.literal('categorical'),
  states: z.array(z.string()),
  training: categoricalCell,
  synthetic: categoricalCell,
  levels: z.array(testResult.nullable()).describe('of each state against the rest, missing excluded'),
  standardisedDifference: number.describe(
    'over all states, missing excluded; of two states above 0 where the second is more frequent among synthetic rows',
  ),
});

const baseline = z.array(z.discriminatedUnion('kind', [numericBaseline, categoricalBaseline]));

const responseCell = z.strictObject({
  known: count,
  positive: count,
  share: estimate.describe('Wilson interval'),
  odds: estimate.describe('positive ÷ negative; Wald interval on the log scale'),
});

const response = z.strictObject({
  target: z.string(),
  training: responseCell,
  heldOut: responseCell.optional(),
  synthetic: responseCell,
  oddsRatio: estimate.nullable().describe('synthetic against training'),
  p: probability.describe("Fisher's exact test"),
});

const endpointCell = z.strictObject({
  patients: count,
  events: count,
  median: estimate.describe('log-log interval'),
  followUp: estimate.describe('median of the reversed Kaplan–Meier curve'),
  restrictedMean: estimate,
});

const endpoint = z.strictObject({
  endpoint: z.string(),
  title: z.string().optional(),
  unit: z.string().describe('of time; empty: not known'),
  horizon: number.describe('up to which the mean is restricted'),
  training: endpointCell,
  heldOut: endpointCell.optional(),
  synthetic: endpointCell,
  hazardRatio: estimate.nullable().describe('synthetic against training, Cox model with Efron ties'),
  p: probability.describe('log-rank test'),
  restrictedMeanDifference: estimate.nullable().describe('synthetic − training'),
});

const effect = z.strictObject({
  ratio: z.number(),
  lower: z.number(),
  upper: z.number(),
  p: probability,
  patients: count.describe('with the state, or with a value'),
  events: count.describe('among these'),
});

const effectComparison = z.strictObject({
  ...rowBase,
  state: z.string().optional().describe('against all other known states'),
  per: z.string().optional().describe('what the ratio of a number is per'),
  training: effect.nullable(),
  synthetic: effect.nullable(),
  missingReason: z.string().optional().describe('why an estimate is missing'),
  agreement: z
    .strictObject({
      sameDirection: z.boolean(),
      sameSignificance: z.boolean(),
      overlap: number.describe('of the two intervals on the log scale, 1 where they are the same, 0 where apart'),
      trainingInside: z.boolean().describe("the training estimate lies in the synthetic cohort's interval"),
    })
    .nullable(),
});

const agreementSummary = z.strictObject({
  terms: z
    .int()
    .nonnegative()
    .describe('with an estimate among the patients compared with; without one of its own, a cohort agrees in nothing'),
  agreeing: z.int().nonnegative().describe('same direction and same significance'),
  sameDirection: z.int().nonnegative(),
  meanOverlap: number,
});

const meanAgreement = z.strictObject({
  draws: z.int().positive().describe('that the other numbers are means of'),
  terms: z.number().nonnegative(),
  agreeing: z.number().nonnegative(),
  sameDirection: z.number().nonnegative(),
  meanOverlap: number,
  shareDeviation: z.number().optional().describe('standard deviation of agreeing ÷ terms over the draws'),
});

const effectTable = z.strictObject({
  outcome: z.string(),
  kind: z.enum(['odds-ratio', 'hazard-ratio']),
  terms: z.array(effectComparison),
  agreement: agreementSummary,
  floor: meanAgreement.describe('cohorts of independent columns against the training rows'),
  ceiling: meanAgreement.describe(
    'one random half of the training rows against the other: with half as many rows each, fewer effects are significant',
  ),
});

const markerPoint = z.strictObject({
  time: z.number(),
  survival: z.number().min(0).max(1),
  atRisk: count,
});

const markerCurve = z.strictObject({
  cohort: z.enum(['training', 'synthetic']),
  withState: z.boolean(),
  patients: count,
  points: z.array(markerPoint),
});

const markerCurves = z.strictObject({
  endpoint: z.string(),
  field: z.string(),
  title: z.string().optional(),
  state: z.string(),
  unit: z.string(),
  curves: z.array(markerCurve),
});

export const inferenceShape = z.strictObject({
  columns: z.array(columnComparison),
  baseline,
  responses: z.array(response),
  endpoints: z.array(endpoint),
  effects: z.array(effectTable),
  markers: z.array(markerCurves),
});

export type InferenceFigures = z.infer<typeof inferenceShape>;
export type ColumnComparison = z.infer<typeof columnComparison>;
export type BaselineRow = z.infer<typeof baseline>[number];
export type NumericBaseline = z.infer<typeof numericBaseline>;
export type CategoricalBaseline = z.infer<typeof categoricalBaseline>;
export type TestResult = z.infer<typeof testResult>;
export type ResponseComparison = z.infer<typeof response>;
export type ResponseCell = z.infer<typeof responseCell>;
export type EndpointComparison = z.infer<typeof endpoint>;
export type EndpointCell = z.infer<typeof endpointCell>;
export type Estimate = z.infer<typeof estimate>;
export type Effect = z.infer<typeof effect>;
export type EffectComparison = z.infer<typeof effectComparison>;
export type EffectTable = z.infer<typeof effectTable>;
export type AgreementSummary = z.infer<typeof agreementSummary>;
export type MeanAgreement = z.infer<typeof meanAgreement>;
export type MarkerCurves = z.infer<typeof markerCurves>;
export type MarkerCurve = z.infer<typeof markerCurve>;

/**
 * What a report says, as plain JSON: `report.json` is exactly this, and `report.html` shows nothing that isn't in it.
 * Cohorts are referred to by id, so that one report can hold several synthetic cohorts side by side.
 */
import { z } from 'zod';
import { inferenceShape } from '../inference/inference-figures.ts';
import { about, cohort, input, site, study } from './model/about.ts';
import { associations, coOccurrence } from './model/associations.ts';
import { distribution } from './model/distributions.ts';
import type { outcomeSplits } from './model/model-splits.ts';
import { cohortId, count } from './model/parts.ts';
import { type calibration, constraint, findings } from './model/plausibility.ts';
import { privacy, privacyStatement } from './model/privacy.ts';
import { release } from './model/release.ts';
import { score } from './model/scores.ts';
import { survival } from './model/survival.ts';
import { utility } from './model/utility.ts';
import { verdict } from './model/verdicts.ts';

export const REPORT_SCHEMA_VERSION = 3;

export const reportModelSchema = z.strictObject({
  schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
  about,
  study: study.optional().describe('absent: files were evaluated'),
  release: release.optional().describe('which of several models of a study was released; absent: there was one'),
  inputs: z.array(input).describe('the files of an evaluation of files'),
  cohorts: z.array(cohort),
  sites: z.array(site).describe('none: nothing left any site'),
  verdicts: z.array(verdict),
  privacyStatements: z.array(privacyStatement),
  scores: z.array(score),
  inference: z
    .array(inferenceShape.extend({ cohort: cohortId }))
    .describe('statistical comparison of each synthetic cohort with the training patients'),
  utility: z.array(utility).describe('models that learnt from each synthetic cohort'),
  survival: z.array(survival),
  distributions: z.array(distribution),
  associations: associations.optional(),
  coOccurrence: coOccurrence.optional(),
  privacy: z.array(privacy),
  constraints: z.array(constraint),
  findings: z.array(findings).describe('what a tolerant reader met in each synthetic table'),
  suppression: z.strictObject({
    minimumCellSize: count,
    cells: count.describe('of real patients; with several synthetic cohorts, where most were suppressed'),
  }),
  limits: z.array(z.string()),
  modelCard: z.array(z.strictObject({ term: z.string(), text: z.string() })),
});

export type ReportModel = z.infer<typeof reportModelSchema>;
export type OutcomeSplits = z.infer<typeof outcomeSplits>;
export type Cohort = ReportModel['cohorts'][number];
export type ReportStudy = NonNullable<ReportModel['study']>;
export type ReportStudyModel = ReportStudy['models'][number];
export type ReportRelease = NonNullable<ReportModel['release']>;
export type Calibration = z.infer<typeof calibration>;
export type ReportInputFile = ReportModel['inputs'][number];
export type ReportSite = ReportModel['sites'][number];
export type Score = ReportModel['scores'][number];
export type ScoreId = Score['id'];
export type ScoreValue = Score['values'][number];
export type CohortInference = ReportModel['inference'][number];
export type SurvivalCurves = ReportModel['survival'][number];
export type SurvivalCurve = SurvivalCurves['curves'][number];
export type Distribution = ReportModel['distributions'][number];
export type NumericDistribution = Extract<Distribution, { kind: 'numeric' }>;
export type CategoricalDistribution = Extract<Distribution, { kind: 'categorical' }>;
export type Associations = NonNullable<ReportModel['associations']>;
export type CoOccurrence = NonNullable<ReportModel['coOccurrence']>;
export type ReportPrivacy = ReportModel['privacy'][number];
export type CohortPrivacy = ReportPrivacy['synthetic'];
export type AttackFigure = NonNullable<CohortPrivacy['singlingOut']['univariate']>;
export type Utility = ReportModel['utility'][number];
export type Findings = ReportModel['findings'][number];
export type Verdict = ReportModel['verdicts'][number];
export type Criterion = Verdict['criteria'][number];
export type VerdictLevel = Verdict['level'];
export type PrivacyStatement = ReportModel['privacyStatements'][number];

/** What a report is about: the run, the cohorts, and where the figures come from. */
import { z } from 'zod';
import { outcomeSplits } from './model-splits.ts';
import { cohortId, count } from './parts.ts';
import { calibration } from './plausibility.ts';

export const about = z.strictObject({
  title: z.string(),
  softwareVersion: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  seed: z.string(),
  columns: count.describe('of the data dictionary'),
  from: z.enum(['sums', 'rows']).describe('sums: added up over sites, in agreed bins; rows: all rows were at hand'),
  mode: z
    .enum(['correct', 'reference'])
    .describe('of BSM and survival scores; reference: as in the published tables, to compare with these'),
  references: z
    .strictObject({ independentCohorts: count, halvings: count })
    .describe(
      'draws that floors and ceilings of scores from sums are means of, at most 4 of each where they are effects',
    ),
});

export const cohort = z.strictObject({
  id: z.string().min(1),
  label: z.string(),
  role: z.enum(['training', 'held-out', 'synthetic']),
  rows: count,
});

const studyModel = z.strictObject({
  name: z.string().describe('generator, e.g. ctabgan-plus'),
  cohort: cohortId.nullable().describe('made by it; null: it could not be made'),
  strategy: z.string().describe('how the sites trained together, e.g. federated averaging'),
  hyperparameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  splits: z.array(outcomeSplits).optional().describe('of a model of trees, per outcome in the order of generation'),
  calibration: calibration.optional().describe('where its rows were raked to the real margins'),
});

export const study = z.strictObject({
  name: z.string(),
  engine: z.string().optional().describe('compute engine and device'),
  rounds: z.array(
    z.strictObject({
      kind: z.enum(['profile', 'train', 'assess']),
      model: z.string().optional().describe('in a study of several: the one that these rounds trained'),
      rounds: count,
      exchanges: count.optional(),
    }),
  ),
  models: z.array(studyModel).min(1).describe('in the order in which they were trained'),
});

export const input = z.strictObject({
  role: z.enum(['training', 'held-out', 'synthetic']),
  label: z.string(),
  file: z.string().describe('name of the file, without its folder'),
  rows: count,
  sha256: z.string().describe('of the bytes of the file'),
});

const disclosure = z.strictObject({
  kind: z.enum(['profile', 'train', 'assess']),
  model: z.string().optional().describe('in a study of several: the one that these rounds trained'),
  rounds: count.describe('rounds of this kind that the site took part in'),
  bytes: count.describe('bytes that left the site'),
  what: z.string().describe('what these bytes are, in words'),
});

export const site = z.strictObject({
  name: z.string(),
  rows: count.nullable().describe('null: not disclosed'),
  roundsJoined: count,
  bytes: count,
  disclosures: z.array(disclosure),
});

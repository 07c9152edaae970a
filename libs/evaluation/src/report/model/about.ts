/** What a report is about: the run, the cohorts, and where the figures come from. */
import { z } from 'zod';
import { count } from './parts.ts';

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
});

export const cohort = z.strictObject({
  id: z.string().min(1),
  label: z.string(),
  role: z.enum(['training', 'held-out', 'synthetic']),
  rows: count,
});

export const study = z.strictObject({
  name: z.string(),
  model: z.string().describe('generator, e.g. ctabgan-plus'),
  strategy: z.string().describe('how the sites trained together, e.g. federated averaging'),
  engine: z.string().optional().describe('compute engine and device'),
  rounds: z.array(
    z.strictObject({ kind: z.enum(['profile', 'train', 'assess']), rounds: count, exchanges: count.optional() }),
  ),
  hyperparameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
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

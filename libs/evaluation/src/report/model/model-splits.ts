/** The splits by which a model of trees generates each outcome, as far as they are told. */
import { z } from 'zod';
import { count, share } from './parts.ts';

/** Rows of a branch, what they have of the outcome, and what parts them further. */
export interface SplitNode {
  readonly rows: number;
  readonly shares?: readonly { readonly state: string; readonly share: number }[];
  readonly median?: number;
  readonly split?: Split;
}

export interface Split {
  readonly column: string;
  readonly title?: string;
  readonly unit?: string;
  readonly upTo?: number | string;
  readonly states?: readonly string[];
  readonly missingGoesLeft?: boolean;
  readonly left: SplitNode;
  readonly right: SplitNode;
}

const splitNode: z.ZodType<SplitNode> = z.strictObject({
  rows: count.describe('over all sites'),
  shares: z
    .array(z.strictObject({ state: z.string(), share }))
    .optional()
    .describe('of states with enough rows to be told'),
  median: z.number().optional().describe('of rows with a value, to its bin'),
  get split() {
    return split.optional();
  },
});

const split: z.ZodType<Split> = z.strictObject({
  column: z.string(),
  title: z.string().optional(),
  unit: z.string().optional(),
  upTo: z.union([z.number(), z.string()]).optional().describe('numbers and grades: up to this one go left'),
  states: z.array(z.string()).optional().describe('these go left'),
  missingGoesLeft: z.boolean().optional(),
  get left() {
    return splitNode;
  },
  get right() {
    return splitNode;
  },
});

export const outcomeSplits = z.strictObject({
  column: z.string(),
  title: z.string().optional(),
  given: count.describe('columns that the tree could split by'),
  root: splitNode,
});

/** What a generator says of itself, as far as the report shows it. */
export const describedModel = z.object({ outcomes: z.array(outcomeSplits) });

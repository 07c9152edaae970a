/** Settings of sequential trees. */
import { z } from 'zod';
import { parseSettings } from '../training/parse-settings.ts';

/** Most cells of a column as trees see it, missing included: a split is a set of cells in 32 bits. */
export const MOST_CELLS = 32;

const fields = {
  /** Least rows in a leaf, over all sites; null: by the number of rows (see `leastLeaf`). */
  minimumLeafSize: z.int().min(2).max(100_000).nullable().default(null),
  /** Splits on the longest path from root to leaf. */
  maximumDepth: z.int().min(0).max(30).default(12),
  /** A split must explain as much as this many degrees of freedom do by chance (see `TargetStatistics.explained`). */
  minimumGain: z.number().min(0).max(1000).default(2),
  /** How splits of a column without order are chosen; columns with an order go by variance. */
  criterion: z.enum(['entropy', 'gini']).default('entropy'),
  /** Cells to which a column's bins or states are joined, missing included. */
  bins: z.int().min(3).max(MOST_CELLS).default(MOST_CELLS),
  /** Trees per column; several are grown on random parts of the rows each, and one is drawn for each synthetic row. */
  trees: z.int().min(1).max(100).default(1),
  /**
   * Columns in the order in which they are generated; those that aren't named follow in the default order. `search`: the order
   * of a few whose trees tell most (see `order-search.ts`).
   */
  order: z.union([z.literal('search'), z.array(z.string())]).default([]),
};

export const treeSettingsSchema = z.strictObject(fields);

export type TreeSettings = z.output<typeof treeSettingsSchema>;
export type TreeSettingsInput = z.input<typeof treeSettingsSchema>;

/**
 * Checks settings and fills in the defaults.
 * @throws CL-CONF-001 naming each setting that is wrong
 */
export function parseTreeSettings(input: unknown): TreeSettings {
  return parseSettings(treeSettingsSchema, input, 'sequential-trees.md');
}

/** Never below this, however few rows a study has. */
const LEAST_LEAF = 10;

/**
 * Least rows in a leaf: as set, or 10 and, from 1,400 rows on, a twelfth of the pooled rows to the power of 2/3, so that leaves
 * become both larger and more (n^⅓, as the bins of a histogram should) as a cohort grows. Never below the dictionary's minimum
 * cell size.
 */
export function leastLeaf({ minimumLeafSize }: TreeSettings, rowCount: number, minimumCellSize: number): number {
  const wanted = minimumLeafSize ?? Math.max(LEAST_LEAF, Math.round(rowCount ** (2 / 3) / 12));
  return Math.max(wanted, minimumCellSize);
}

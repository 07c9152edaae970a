/** Rules of the data dictionary: what breaks them, and how rows were made to keep them. */
import { z } from 'zod';
import { cohortId, count } from './parts.ts';

export const constraint = z.strictObject({
  rule: z.string(),
  violations: z.array(z.strictObject({ cohort: cohortId, rows: count.nullable() })),
});

const columnFindings = z.strictObject({
  column: z.string(),
  belowMinimum: count.describe('numbers below the minimum, taken as the minimum'),
  aboveMaximum: count.describe('numbers above the maximum, taken as the maximum'),
  notWhole: count.describe('fractions in a column of whole numbers, taken as the nearest whole number'),
  wrongType: count.describe('text in a column of numbers, taken as missing'),
  unknownState: count.describe('states that the dictionary does not have, taken as missing'),
  unknownLabels: count.describe('different texts among the unknown states'),
  missing: count.describe('empty cells although the dictionary requires a value'),
});

export const findings = z.strictObject({
  cohort: cohortId,
  columns: z.array(columnFindings).describe('columns with any cell that does not fit the data dictionary'),
  ignoredColumns: z.array(z.string()).describe('columns of the file that the data dictionary does not have'),
});

export const calibration = z.strictObject({
  poolRows: count,
  effectiveSampleSize: z.number().nonnegative(),
  rejectedRows: count.describe('rows that broke a constraint and were drawn again'),
  worstMargin: z.strictObject({
    name: z.string(),
    distance: z.number().describe('total variation between its shares and the real ones after raking'),
  }),
  twoWayTables: count.describe('two-way tables, told by training, to which the rows were raked as well'),
  warnings: z.array(z.string()),
});

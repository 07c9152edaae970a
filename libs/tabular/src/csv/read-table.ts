import type { DataDictionary } from '../dictionary.ts';
import type { Table } from '../table.ts';
import { readRows, type ReadRowsOptions } from './read-rows.ts';
import { RowConstraints, type TableWarning } from './row-constraints.ts';
import { strictPolicy } from './row-policy.ts';

export type { TableWarning } from './row-constraints.ts';

export interface ReadTableOptions extends ReadRowsOptions {
  /** Told of what is odd but no error: rows that violate an `implies` or `exclusive` constraint. */
  readonly onWarning?: (warning: TableWarning) => void;
}

/**
 * Reads a site's table from a CSV file (a path, or its bytes): UTF-8 with or without byte order mark, any line ends,
 * comma, semicolon or tab, quoted text with line breaks, a decimal comma where the separator isn't one; columns in any
 * order. Values are checked against the dictionary.
 *
 * Throws a CohortloomError that names up to 20 problems with line and column: CL-IO-001 (not readable), CL-DATA-001 …
 * CL-DATA-005 and CL-DATA-007 … CL-DATA-012. Cells are only in its local value.
 */
export async function readTable(
  source: string | Uint8Array,
  dictionary: DataDictionary,
  options: ReadTableOptions = {},
): Promise<Table> {
  const constraints = new RowConstraints(dictionary);
  const table = await readRows(source, dictionary, strictPolicy(constraints), options);
  for (const warning of constraints.warnings()) options.onWarning?.(warning);
  return table;
}

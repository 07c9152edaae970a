import { CohortloomError } from '#errors/cohortloom-error';
import { partitionRows } from '#study/partition-rows';
import { readTable } from '#tabular/csv/read-table';
import { readTablesByColumn } from '#tabular/csv/split-by-column';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';

export interface SimulatedSitesOptions {
  readonly table: string;
  readonly sites?: number;
  readonly siteColumn?: string;
  readonly sizes: 'equal' | 'skewed';
  readonly seed?: string;
}

const DEFAULT_SITES = 3;

/** The rows of each simulated site, by its name. Throws CL-CONF-005, and as `readTable` does. */
export async function readSimulatedSites(
  options: SimulatedSitesOptions,
  dictionary: DataDictionary,
): Promise<Map<string, Table>> {
  const { table: path, siteColumn } = options;
  if (siteColumn !== undefined) return renamed(await readTablesByColumn(path, siteColumn, dictionary));
  const table = await readTable(path, dictionary);
  const count = options.sites ?? DEFAULT_SITES;
  if (count > table.rowCount) {
    throw new CohortloomError('CL-CONF-005', {
      what: `${count} sites can't share ${table.rowCount} rows: each needs at least one.`,
      todo: 'Ask for fewer sites.',
    });
  }
  const parts = partitionRows(table.rowCount, count, options.sizes, options.seed ?? 'simulation');
  return new Map(parts.map((rows, k) => [siteName(k, count), selectRows(table, rows)]));
}

/** Group names of a table may hold characters that site names may not. */
function renamed(groups: ReadonlyMap<string, Table>): Map<string, Table> {
  const fit = (name: string) => name.replaceAll(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return new Map([...groups].map(([name, table], k) => [fit(name) || siteName(k, groups.size), table]));
}

function siteName(index: number, count: number): string {
  return `site-${String(index + 1).padStart(String(count).length, '0')}`;
}

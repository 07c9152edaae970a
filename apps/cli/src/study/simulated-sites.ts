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
const LONGEST_SITE_NAME = 63;

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

/** Group names of a table may hold characters that site names may not; groups stay apart where only these differ. */
function renamed(groups: ReadonlyMap<string, Table>): Map<string, Table> {
  const sites = new Map<string, Table>();
  for (const [k, [group, table]] of [...groups].entries()) {
    const name = fitForSite(group);
    sites.set(name === '' || sites.has(name) ? siteName(k, groups.size) : name, table);
  }
  return sites;
}

function fitForSite(group: string): string {
  const name = group.replaceAll(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return name.slice(0, LONGEST_SITE_NAME);
}

function siteName(index: number, count: number): string {
  return `site-${String(index + 1).padStart(String(count).length, '0')}`;
}

import type { GeneratorName } from '#generators/generator-names';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { type Amlsg, rowsBySite } from '../../libs/tabular/testing/amlsg.ts';

/** One way to train on the same rows. */
export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly sites: ReadonlyMap<string, Table>;
  /** What differs from the defaults of CTAB-GAN+; other models have their defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Which comparison the case takes part in. */
  readonly role: 'pooled' | 'trials' | 'centres' | 'alone';
}

/** Centres that are sites of their own; the others together are one more. */
const LARGEST = 12;

/** Small sites take smaller batches: a step over a batch that is larger than the site costs without telling more. */
const SMALL_SITES = { batchSize: 32 };

export function benchCases({ train, trainSites }: Amlsg, model: GeneratorName): BenchCase[] {
  const trials = split(train, trainSites.trial);
  const centres = split(train, largestAndRest(trainSites.center));
  return [
    { name: 'pooled', title: 'pooled', role: 'pooled', sites: new Map([['all', train]]), settings: {} },
    { name: 'trials', title: `by trial (${trials.size} sites)`, role: 'trials', sites: trials, settings: {} },
    {
      name: 'centres',
      title: `by centre (${centres.size} sites)`,
      role: 'centres',
      sites: centres,
      settings: model === 'ctabgan-plus' ? SMALL_SITES : {},
    },
    ...Array.from(trials, ([trial, table]): BenchCase => ({
      name: `alone-${trial}`,
      title: `${trial} alone (${table.rowCount} rows)`,
      role: 'alone',
      sites: new Map([[trial, table]]),
      settings: {},
    })),
  ];
}

function split(table: Table, labels: readonly string[]): Map<string, Table> {
  return new Map(Array.from(rowsBySite(labels), ([name, rows]) => [name, selectRows(table, rows)]));
}

function largestAndRest(centres: readonly string[]): string[] {
  const bySize = [...rowsBySite(centres)].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  const largest = new Set(bySize.slice(0, LARGEST).map(([name]) => name));
  return centres.map((centre) => (largest.has(centre) ? centre : 'rest'));
}

import type { Contribution, CountVector, Sum } from '#sums/contribution';
import type { SumLayout, VectorLayout } from '#sums/layout';
import { numericValues } from '../columns.ts';
import type { DataDictionary } from '../dictionary.ts';
import { toModelTable } from '../model-table.ts';
import type { Table } from '../table.ts';
import { categoryCells, type Cells, countCells, endpointCells, gapCells, numericCells } from './cells.ts';
import { gapCellCount, type ProfilePlan, profilePlan } from './profile-plan.ts';

/**
 * What the `profile` round sums up: counts over all sites, and nothing else. Plain data: `JSON.stringify` writes it and
 * `JSON.parse` reads it. Bins and cells are those of `profilePlan` of the same dictionary, so they needn't be sent.
 */
export interface Profile {
  readonly version: 1;
  readonly siteCount: number;
  readonly rowCount: number;
  /** Per categorical field: a count per state, then the count of missing. */
  readonly categories: Readonly<Record<string, readonly number[]>>;
  /** Per numeric field of the study's table and of the model table (gaps). */
  readonly histograms: Readonly<Record<string, NumericCounts>>;
  /** Per endpoint: its event by its time. */
  readonly endpoints: Readonly<Record<string, EndpointCounts>>;
  /** Per gap: zero or not, by the events on both sides, in the order of `gapCells`. */
  readonly gaps: Readonly<Record<string, readonly number[]>>;
}

export interface NumericCounts {
  readonly missing: number;
  /** A count per modal value of the field. */
  readonly modal: readonly number[];
  /** A count per bin of the plan; rows at a modal value are not in it. */
  readonly bins: readonly number[];
}

/** Counts per time bin of the plan's grid for the endpoint's time. */
export interface EndpointCounts {
  readonly missing: number;
  readonly censored: readonly number[];
  readonly event: readonly number[];
}

/**
 * The one `profile` round: each site counts its rows in agreed cells, the counts are added up, and the sum is all that
 * encoders, condition vectors and raking need to know. Vectors: `category/…`, `numeric/…`, `endpoint/…`, `gap/…`.
 */
export function profileLayout(dictionary: DataDictionary): SumLayout {
  const plan = profilePlan(dictionary);
  return new Map([
    ...plan.categories.map((field) => countVector(`category/${field.name}`, field.states.length + 1)),
    ...plan.numerics.map(({ field, grid }) =>
      countVector(`numeric/${field.name}`, 1 + field.modalValues.length + grid.uppers.length),
    ),
    ...plan.endpoints.map(({ name, grid }) => countVector(`endpoint/${name}`, 1 + 2 * grid.uppers.length)),
    ...plan.gaps.map((gap) => countVector(`gap/${gap.name}`, gapCellCount(gap))),
  ]);
}

/** A site's counts. `table` is in the study's columns and may have no row. */
export function contributeProfile(dictionary: DataDictionary, table: Table): Contribution {
  const plan = profilePlan(dictionary);
  const modelTable = toModelTable(dictionary, table);
  const cells = new Map<string, Cells>([
    ...plan.categories.map((field) => named(`category/${field.name}`, categoryCells(field, table))),
    ...plan.numerics.map((numeric) => {
      const { name } = numeric.field;
      return named(
        `numeric/${name}`,
        numericCells(numeric, numericValues(table.columns.has(name) ? table : modelTable, name)),
      );
    }),
    ...plan.endpoints.map((endpoint) => named(`endpoint/${endpoint.name}`, endpointCells(endpoint, table))),
    ...plan.gaps.map((gap) => named(`gap/${gap.name}`, gapCells(gap, numericValues(modelTable, gap.name), table))),
  ]);
  const vectors = new Map<string, CountVector>();
  for (const [name, partition] of cells) {
    vectors.set(name, { kind: 'count', values: countCells(partition, table.rowCount) });
  }
  return { rowCount: table.rowCount, vectors };
}

/** The sum over all sites as a profile. */
export function readProfile(dictionary: DataDictionary, sum: Sum): Profile {
  const plan = profilePlan(dictionary);
  const counts = (name: string): readonly number[] => {
    const vector = sum.vectors.get(name);
    if (!vector) throw new RangeError(`no vector ${name} in the sum`);
    return Array.from(vector.values);
  };
  return {
    version: 1,
    siteCount: sum.siteCount,
    rowCount: sum.rowCount,
    categories: keyed(plan.categories, (field) => counts(`category/${field.name}`)),
    histograms: numericCounts(plan, counts),
    endpoints: keyed(plan.endpoints, (endpoint) => endpointCounts(counts(`endpoint/${endpoint.name}`))),
    gaps: keyed(plan.gaps, (gap) => counts(`gap/${gap.name}`)),
  };
}

function countVector(name: string, length: number): [string, VectorLayout] {
  return [name, { kind: 'count', length }];
}

function named(name: string, cells: Cells): [string, Cells] {
  return [name, cells];
}

function keyed<T extends { readonly name: string }, V>(items: readonly T[], value: (item: T) => V): Record<string, V> {
  return Object.fromEntries(items.map((item) => [item.name, value(item)]));
}

function numericCounts(plan: ProfilePlan, counts: (name: string) => readonly number[]): Record<string, NumericCounts> {
  return keyed(
    plan.numerics.map(({ field }) => field),
    (field) => {
      const [missing, ...rest] = counts(`numeric/${field.name}`);
      const modalCount = field.modalValues.length;
      return { missing, modal: rest.slice(0, modalCount), bins: rest.slice(modalCount) };
    },
  );
}

function endpointCounts([missing, ...rest]: readonly number[]): EndpointCounts {
  return { missing, censored: rest.filter((_, i) => i % 2 === 0), event: rest.filter((_, i) => i % 2 === 1) };
}

import type { Contribution, Sum } from '#sums/contribution';
import type { SumLayout } from '#sums/layout';
import type { DataDictionary } from '../dictionary.ts';
import type { Table } from '../table.ts';

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
  /** Per gap between two endpoints' times: cells of `gapCell`. */
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

export declare function profileLayout(dictionary: DataDictionary): SumLayout;
export declare function contributeProfile(dictionary: DataDictionary, table: Table): Contribution;
export declare function readProfile(dictionary: DataDictionary, sum: Sum): Profile;

import type { DataDictionary } from '../dictionary.ts';
import type { Table } from '../table.ts';
import type { Profile } from './profile.ts';

/**
 * A margin of the real cohort that a synthetic one can be raked to: a partition of rows into cells, with the real count
 * of each cell.
 */
export interface Margin {
  readonly name: string;
  readonly kind: 'category' | 'numeric' | 'endpoint' | 'gap';
  /** Real counts per cell, summed over sites. */
  readonly counts: Float64Array;
  /** The cell of every row of a table in the study's columns (not the model table). Always in 0 … counts.length − 1. */
  cellsOf(table: Table): Int32Array;
}

/**
 * The margins that the profile round has already disclosed: one per categorical field (states, missing), one per numeric
 * field (about `numericBins` bins of nearly equal count, missing), one per endpoint (time bins × event), one per gap
 * (zero or not × the two events).
 */
export declare function profileMargins(
  dictionary: DataDictionary,
  profile: Profile,
  options?: { readonly numericBins?: number; readonly endpointBins?: number },
): Margin[];

import type { Modes } from './modes.ts';
import type { ValueTransform } from './value-transform.ts';

/**
 * How one column of the model table becomes a stretch of an encoded row. Plain data, so it can be written as JSON.
 * `counts` has the real (or expected) rows of each slot of the softmax block, for condition vectors.
 */
export type ColumnEncoding = CategoricalEncoding | ModeEncoding | GeneralEncoding;

/** One-hot over the states, then missing unless the field is required. */
export interface CategoricalEncoding {
  readonly kind: 'categorical';
  readonly field: string;
  readonly counts: readonly number[];
}

/**
 * Mode-specific normalisation (roles continuous, log, mixed): α, then one-hot over modal values, modes, and missing unless
 * the field is required. α = (x − mean)/(4 deviation) of the mode on the transformed scale; 0 for other slots.
 */
export interface ModeEncoding {
  readonly kind: 'modes';
  readonly field: string;
  readonly modalValues: readonly number[];
  readonly transform: ValueTransform;
  readonly modes: Modes;
  readonly counts: readonly number[];
}

/**
 * The dictionary's bounds mapped onto −1 … 1. Unless the field is required, a block of (present, missing) follows;
 * `counts` is empty otherwise.
 */
export interface GeneralEncoding {
  readonly kind: 'general';
  readonly field: string;
  readonly counts: readonly number[];
}

import type { Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Margin } from '#tabular/profile/margins';
import type { Table } from '#tabular/table';

export interface CalibrationOptions {
  /** Rows of the calibrated table. */
  readonly n: number;
  /** Pool rows per row wanted. Default 35. */
  readonly poolFactor?: number;
  /** Sweeps over all margins. Default 60. */
  readonly sweeps?: number;
  /** Largest weight, in means. Default 15. */
  readonly weightCap?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface CalibratedSample {
  readonly table: Table;
  readonly poolRows: number;
  /** (Σw)²/Σw² of the pool's weights (Kish). */
  readonly effectiveSampleSize: number;
  /** Rows that broke a constraint and were drawn again. */
  readonly rejectedRows: number;
  /** Largest relative distance of a margin's share from its target after raking (total variation). */
  readonly worstMargin: { readonly name: string; readonly distance: number };
  /** Sentences for the report, e.g. an effective sample size below 2 n. */
  readonly warnings: readonly string[];
}

/** Draws rows of a trained generator: `generator.sample` with its state bound. */
export type SampleRows = (n: number, seed: Seed) => Promise<Table>;

/**
 * A synthetic cohort whose one-way tables match the real cohort's sums: samples a large pool that keeps the dictionary's
 * constraints, rakes it to the margins and draws systematically. Throws CL-MODEL-003.
 */
export declare function sampleCalibrated(
  sample: SampleRows,
  dictionary: DataDictionary,
  margins: readonly Margin[],
  options: CalibrationOptions,
  seed: Seed,
): Promise<CalibratedSample>;

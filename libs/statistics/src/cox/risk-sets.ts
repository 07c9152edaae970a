import { checkFinite, checkLength } from '../observations.ts';
import { standardise } from '../standardised-columns.ts';
import { checkedSurvivalCounts, type SurvivalSample } from '../survival-sample.ts';

/** What a Cox regression is fitted to. n = 0 and p = 0 are allowed. */
export interface CoxSample extends SurvivalSample {
  /** p columns of length n, no missing values. */
  readonly covariates: readonly ArrayLike<number>[];
  /** A number per patient; patients are compared with those of their own stratum. One stratum where absent. */
  readonly strata?: ArrayLike<number>;
}

/** How events at one time are taken: as if in every possible order, on average (Efron 1977), or each as if first. */
export type Ties = 'efron' | 'breslow';

/**
 * A sample in the order in which risk sets grow: strata ascending, within each from the last time to the first. Rows at
 * one time of one stratum form a group. Entries that stand for no patient are left out.
 */
export interface RiskSets {
  readonly rowCount: number;
  /** p. */
  readonly width: number;
  /** Standardised covariates, row by row, rowCount × p. */
  readonly design: Float64Array;
  /** Of the covariates, over all patients; a scale is 0 for a constant column. */
  readonly means: Float64Array;
  readonly scales: Float64Array;
  readonly counts: Float64Array;
  readonly isEvent: Uint8Array;
  /** Row after the last one of each group. */
  readonly groupEnds: Int32Array;
  /** Time and stratum of each group. */
  readonly groupTimes: Float64Array;
  readonly groupStrata: Float64Array;
}

/** Throws InvalidObservations for lengths that differ, values that aren't finite and counts that aren't whole. */
export function riskSetsOf(sample: CoxSample): RiskSets {
  const { times, covariates } = sample;
  const counts = checkedSurvivalCounts(sample);
  const strata = sample.strata ?? new Float64Array(times.length);
  checkColumns(covariates, strata, times.length);
  const { columns, means, scales } = standardise(covariates, counts);
  const rows = growingOrder(times, strata).filter((row) => counts[row] > 0);
  return {
    rowCount: rows.length,
    width: columns.length,
    design: rowMajor(columns, rows),
    means,
    scales,
    counts: Float64Array.from(rows, (row) => counts[row]),
    isEvent: Uint8Array.from(rows, (row) => (sample.isEvent[row] ? 1 : 0)),
    ...groupsOf(rows, times, strata),
  };
}

/** Σ coefficient · standardised covariate, per row. */
export function linearPredictor({ rowCount, width, design }: RiskSets, coefficients: Float64Array): Float64Array {
  const scores = new Float64Array(rowCount);
  for (let row = 0, entry = 0; row < rowCount; row++) {
    for (let j = 0; j < width; j++) scores[row] += design[entry++] * coefficients[j];
  }
  return scores;
}

/** Whether a group is the first of its stratum, so that its risk set starts empty. */
export function startsStratum({ groupStrata }: RiskSets, group: number): boolean {
  return group === 0 || groupStrata[group] !== groupStrata[group - 1];
}

function checkColumns(covariates: CoxSample['covariates'], strata: ArrayLike<number>, length: number): void {
  checkLength('strata', strata, length);
  checkFinite('strata', strata);
  for (const column of covariates) {
    checkLength('values of a covariate', column, length);
    checkFinite('covariates', column);
  }
}

function growingOrder(times: ArrayLike<number>, strata: ArrayLike<number>): Int32Array {
  const order = Int32Array.from({ length: times.length }, (_, row) => row);
  return order.sort((a, b) => strata[a] - strata[b] || times[b] - times[a]);
}

function rowMajor(columns: readonly Float64Array[], rows: Int32Array): Float64Array {
  const design = new Float64Array(rows.length * columns.length);
  columns.forEach((column, j) => {
    for (let i = 0; i < rows.length; i++) design[i * columns.length + j] = column[rows[i]];
  });
  return design;
}

function groupsOf(rows: Int32Array, times: ArrayLike<number>, strata: ArrayLike<number>) {
  const ends: number[] = [];
  rows.forEach((row, i) => {
    const next = rows[i + 1];
    if (next === undefined || times[next] !== times[row] || strata[next] !== strata[row]) ends.push(i + 1);
  });
  const lastRows = ends.map((end) => rows[end - 1]);
  return {
    groupEnds: Int32Array.from(ends),
    groupTimes: Float64Array.from(lastRows, (row) => times[row]),
    groupStrata: Float64Array.from(lastRows, (row) => strata[row]),
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The whole AMLSG cohort beside what R's survival package makes of it. Real patients: never committed. */
export interface AmlsgCohort {
  /** Cells of a column in the file's order, by name. */
  readonly column: (name: string) => readonly string[];
  readonly reference: AmlsgReference;
}

/** The parts of the reference file that tests use; the R script that made it stands beside it. */
export interface AmlsgReference {
  readonly kaplan_meier: Readonly<Record<string, ReferenceCurve>>;
  readonly reverse_kaplan_meier: { readonly os_all: ReferenceFollowUp };
  readonly log_rank: Readonly<Record<string, ReferenceLogRank>>;
  readonly cox_univariable: Readonly<Record<string, ReferenceCox>>;
  readonly cox_multivariable: ReferenceMultivariableCox;
  readonly logistic_univariable: Readonly<Record<string, ReferenceLogistic>>;
  readonly continuous_AMLHD98A_vs_AMLSG0704: Readonly<Record<string, { readonly quantiles_type7: readonly number[] }>>;
}

export interface ReferenceCurve {
  readonly n: number;
  readonly events: number;
  readonly median: number;
  readonly median_ci_loglog: readonly [number, number];
  readonly times: readonly number[];
  readonly survival: readonly number[];
  readonly std_err: readonly number[];
  readonly at_risk: readonly number[];
}

export interface ReferenceFollowUp {
  readonly median_follow_up: number;
  readonly ci_loglog: readonly [number, number];
}

export interface ReferenceLogRank {
  readonly chisq: number;
  readonly df: number;
  readonly p: number;
  readonly observed: readonly number[];
  readonly expected: readonly number[];
}

export interface ReferenceCox {
  readonly n: number;
  readonly events: number;
  readonly coef: number;
  readonly se: number;
  readonly hr: number;
  readonly ci: readonly [number, number];
  readonly p: number;
  readonly loglik: readonly [number, number];
  readonly coef_breslow: number;
}

export interface ReferenceMultivariableCox {
  readonly n: number;
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly loglik: readonly [number, number];
  readonly concordance: number;
}

export interface ReferenceLogistic {
  readonly n: number;
  readonly coef: number;
  readonly se: number;
  readonly or: number;
  readonly ci_wald: readonly [number, number];
  readonly p: number;
  readonly intercept: number;
}

/** Undefined, with a line that says so, where the data aren't present. */
export function readAmlsgCohort(): AmlsgCohort | undefined {
  const folder = process.env.COHORTLOOM_AMLSG ?? '../shared/data/amlsg';
  const reference = join(folder, '..', '..', 'reference', 'amlsg-r-survival.json');
  if (!existsSync(join(folder, 'cohort.csv')) || !existsSync(reference)) {
    console.info('skipped: the AMLSG cohort is not present');
    return undefined;
  }
  const [header, ...rows] = readFileSync(join(folder, 'cohort.csv'), 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  const cells = rows.map((row) => row.split(','));
  return {
    column: (name) => cells.map((row) => row[names.indexOf(name)]),
    reference: JSON.parse(readFileSync(reference, 'utf8')),
  };
}

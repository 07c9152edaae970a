import { styleOf, type CohortStyle, type CohortStyles } from '../../figures/cohort-style.ts';
import type { CohortInference, ReportModel } from '../report-model.ts';

/** A synthetic cohort that was compared with the training patients by statistical tests. */
export interface ComparedCohort {
  readonly id: string;
  readonly rows: number;
  readonly style: CohortStyle;
  readonly figures: CohortInference;
}

export function comparedCohorts({ inference, cohorts }: ReportModel, styles: CohortStyles): ComparedCohort[] {
  return inference.map((figures) => ({
    id: figures.cohort,
    rows: cohorts.find(({ id }) => id === figures.cohort)?.rows ?? 0,
    style: styleOf(styles, figures.cohort),
    figures,
  }));
}

/** A figure of each cohort about the same thing: the first one names it and has the training side of all. */
export interface Row<F> {
  readonly first: F;
  /** In the order of the cohorts; undefined where a cohort lacks it. */
  readonly each: readonly (F | undefined)[];
}

/** Figures of the cohorts, matched by what they are about. */
export function matched<F>(
  cohorts: readonly ComparedCohort[],
  figuresOf: (figures: CohortInference) => readonly F[],
  keyOf: (figure: F) => string,
): Row<F>[] {
  const lists = cohorts.map(({ figures }) => new Map(figuresOf(figures).map((own) => [keyOf(own), own])));
  const keys = new Set(lists.flatMap((list) => [...list.keys()]));
  return [...keys].flatMap((key) => {
    const each = lists.map((list) => list.get(key));
    const first = each.find((own) => own !== undefined);
    return first === undefined ? [] : [{ first, each }];
  });
}

/** Rows under the headings of their groups, groups in the order of their first row. */
export function byGroup<T>(rows: readonly T[], groupOf: (row: T) => string | undefined): [string, T[]][] {
  return [...Map.groupBy(rows, (row) => groupOf(row) ?? '')];
}

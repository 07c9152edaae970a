import type { Assessment } from '#evaluation/assessment';
import type { PooledOptions } from '#evaluation/pooled/assess-tables';
import type { SiteRows } from '#evaluation/summaries/assessed-tables';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/** What a thread needs to assess one synthetic cohort. Structured clones carry it. */
export interface AssessmentTask {
  readonly dictionary: DataDictionary;
  readonly rows: SiteRows;
  readonly synthetic: Table;
  readonly options: Pick<PooledOptions, 'seed' | 'mode'>;
}

export type FromAssessmentThread =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly assessment: Assessment };

import type { Disclosure } from '#federation/disclosures/disclosure';
import type { DataDictionary } from '#tabular/dictionary';
import type { StudyResult } from '../coordinator/run-study.ts';
import type { StudyObserver } from '../observer.ts';
import type { StudyDeclaration } from '../study-declaration.ts';
import type { PagePrinter } from './print-report.ts';

/** What is known of a run beside its result. */
export interface StudyRunRecord {
  /** Compute engine and provider at the coordinator, or `none`. */
  readonly engine: string;
  readonly softwareVersion: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly disclosures: readonly Disclosure[];
}

export interface StudyRelease {
  readonly declaration: StudyDeclaration;
  readonly dictionary: DataDictionary;
  readonly result: StudyResult;
  readonly run: StudyRunRecord;
  readonly folder: string;
  readonly observer: StudyObserver;
  /** Makes the PDF of the report; absent: none is made. */
  readonly print?: PagePrinter;
}

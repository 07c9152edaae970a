import type { DataDictionary } from '../dictionary.ts';
import type { CellMisfit, CellProblem } from './cell-reading.ts';
import type { RowPolicy } from './row-policy.ts';
import { type ColumnFindings, MOST_LABELS, type SyntheticFindings } from './synthetic-findings.ts';

type Counts = Record<CellMisfit, number>;

/** Takes the nearest value for every cell that doesn't fit, keeps every row, and counts: for synthetic tables. */
export class MisfitCounter implements RowPolicy {
  readonly #names: readonly string[];
  readonly #counts: readonly Counts[];
  readonly #labels: readonly Set<string>[];
  #ignored: readonly string[] = [];

  constructor(dictionary: DataDictionary) {
    this.#names = dictionary.fields.map((field) => field.name);
    this.#counts = dictionary.fields.map(noMisfits);
    this.#labels = dictionary.fields.map(() => new Set());
  }

  passesOver(names: readonly string[]): boolean {
    this.#ignored = names;
    return true;
  }

  valueFor(field: number, { misfit, nearest }: CellProblem, text: string): number {
    this.#counts[field][misfit]++;
    if (misfit === 'unknownState' && this.#labels[field].size < MOST_LABELS) this.#labels[field].add(text.trim());
    return nearest;
  }

  objectionTo(): undefined {
    return undefined;
  }

  /** Of the rows taken so far. */
  findings(rowCount: number): SyntheticFindings {
    const columns = this.#names.flatMap((column, i) => this.#findingsOf(column, i));
    return { rowCount, columns, ignoredColumns: this.#ignored };
  }

  #findingsOf(column: string, field: number): ColumnFindings[] {
    const counts = this.#counts[field];
    if (Object.values(counts).every((count) => count === 0)) return [];
    return [{ column, ...counts, unknownLabels: this.#labels[field].size }];
  }
}

function noMisfits(): Counts {
  return { belowMinimum: 0, aboveMaximum: 0, notWhole: 0, wrongType: 0, unknownState: 0, missing: 0 };
}

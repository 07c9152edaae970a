import type { CellProblem } from './cell-reading.ts';
import type { Row, RowConstraints } from './row-constraints.ts';

/** What becomes of that in a file which doesn't fit the dictionary. */
export interface RowPolicy {
  /** Whether to pass over columns of these names, which the dictionary doesn't have. Otherwise they are refused. */
  passesOver(names: readonly string[]): boolean;
  /** The value to take for a cell that doesn't fit, or undefined to refuse it. `field`: its place in the dictionary. */
  valueFor(field: number, problem: CellProblem, text: string): number | undefined;
  /** What is wrong with a row whose cells were all taken, or undefined to take it. */
  objectionTo(row: Row): string | undefined;
}

/** Nothing but `implies` and `exclusive` constraints, whose violations are counted, may be broken: for real patients. */
export function strictPolicy(constraints: RowConstraints): RowPolicy {
  return {
    passesOver: () => false,
    valueFor: () => undefined,
    objectionTo: (row) => constraints.check(row),
  };
}

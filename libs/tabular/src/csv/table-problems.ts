import { CohortloomError, type ErrorLocation } from '#errors/cohortloom-error';
import type { ErrorCode } from '#errors/codes';

/** So many problems of one file are told at once; reading stops there. */
export const PROBLEMS_SHOWN = 20;

export interface TableProblem {
  readonly code: ErrorCode;
  /** Without any cell's content: the message may leave the site. */
  readonly what: string;
  readonly line?: number;
  readonly column?: string;
  readonly todo: string;
  /** The cell, for the site's own terminal. */
  readonly localValue?: string;
}

/** What is wrong with a file, gathered so that its owner can mend it in one go. */
export class TableProblems {
  readonly #problems: TableProblem[] = [];
  readonly #file: string | undefined;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  get isFull(): boolean {
    return this.#problems.length >= PROBLEMS_SHOWN;
  }

  add(problem: TableProblem): void {
    if (!this.isFull) this.#problems.push(problem);
  }

  /** Throws one error for all problems, with the code and the place of the first; nothing when there is none. */
  throwIfAny(): void {
    if (this.#problems.length > 0) throw this.#toError();
  }

  #toError(): CohortloomError {
    const [first] = this.#problems;
    if (this.#problems.length === 1) {
      const { line, column } = first;
      return new CohortloomError(first.code, { ...first, where: this.#at({ line, column }) });
    }
    return new CohortloomError(first.code, {
      what: [
        `The table has ${this.isFull ? `at least ${PROBLEMS_SHOWN}` : this.#problems.length} problems:`,
        ...this.#problems.map((problem) => `- ${placeOf(problem)}${problem.what}`),
      ].join('\n  '),
      where: this.#at({ line: first.line, column: first.column }),
      todo: [...new Set(this.#problems.map((problem) => problem.todo))].join(' '),
      localValue: this.#localValues(),
    });
  }

  #at(place: ErrorLocation): ErrorLocation {
    return { file: this.#file, ...place };
  }

  #localValues(): string | undefined {
    const shown = this.#problems.filter((problem) => problem.localValue !== undefined);
    if (shown.length === 0) return undefined;
    return shown.map((problem) => `${placeOf(problem)}${problem.localValue}`).join('; ');
  }
}

function placeOf({ line, column }: TableProblem): string {
  const places = [line === undefined ? '' : `line ${line}`, column === undefined ? '' : `column ${column}`];
  const place = places.filter((text) => text !== '').join(', ');
  return place === '' ? '' : `${place}: `;
}

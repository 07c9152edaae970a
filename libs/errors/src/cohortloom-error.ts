import { ERROR_CODES, type ErrorCode } from './codes.ts';

/** Where something went wrong. Never holds a cell's value, so it may leave a site. */
export interface ErrorLocation {
  readonly file?: string;
  readonly line?: number;
  readonly column?: string;
  readonly site?: string;
  readonly study?: string;
  readonly round?: number;
}

export interface ErrorDetails {
  /** One sentence: what is wrong. Safe to show anywhere; never quotes a cell. */
  readonly what: string;
  readonly where?: ErrorLocation;
  /** One sentence: what the reader can do about it. */
  readonly todo: string;
  /** The offending cell, for the site's own terminal only; never serialised. */
  readonly localValue?: string;
  readonly cause?: unknown;
}

/** Every failure that a user can cause or has to act on. */
export class CohortloomError extends Error {
  readonly code: ErrorCode;
  readonly what: string;
  readonly where: ErrorLocation;
  readonly todo: string;
  readonly #localValue: string | undefined;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(`${code} ${details.what}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'CohortloomError';
    this.code = code;
    this.what = details.what;
    this.where = details.where ?? {};
    this.todo = details.todo;
    this.#localValue = details.localValue;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exitCode;
  }

  /** The offending cell. Only a site's own terminal may call this. */
  revealLocalValue(): string | undefined {
    return this.#localValue;
  }

  /** The same error with more of its place known. */
  at(where: ErrorLocation): CohortloomError {
    return new CohortloomError(this.code, {
      what: this.what,
      where: { ...where, ...this.where },
      todo: this.todo,
      localValue: this.#localValue,
      cause: this.cause,
    });
  }

  /** Turns anything thrown into a CohortloomError, so that every boundary handles one kind of value. */
  static from(reason: unknown): CohortloomError {
    if (reason instanceof CohortloomError) return reason;
    return new CohortloomError('CL-INT-001', {
      what: 'Something failed that this program did not foresee.',
      todo: 'Run again with COHORTLOOM_DEBUG=1 to see the trace, and report it.',
      cause: reason,
    });
  }
}

const PLACES: readonly (keyof ErrorLocation)[] = ['file', 'line', 'column', 'site', 'study', 'round'];

/** The error as a person reads it: code and title, what, where, what to do. Without `reveal` no cell is shown. */
export function describeError(error: CohortloomError, options: { readonly reveal?: boolean } = {}): string {
  const place = PLACES.filter((key) => error.where[key] !== undefined)
    .map((key) => `${key} ${error.where[key]}`)
    .join(', ');
  const value = options.reveal ? error.revealLocalValue() : undefined;
  return [
    `${error.code} ${ERROR_CODES[error.code].title}`,
    `  ${error.what}`,
    ...(place ? [`  Where: ${place}`] : []),
    ...(value === undefined ? [] : [`  Found: ${JSON.stringify(value)}`]),
    `  What to do: ${error.todo}`,
  ].join('\n');
}

/** Something that must never be, and was. */
export interface Violation {
  /** Which promise was broken. */
  readonly invariant: string;
  /** What was found, in words. */
  readonly found: string;
}

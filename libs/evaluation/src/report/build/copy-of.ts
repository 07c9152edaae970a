type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object | null | undefined ? Mutable<T[K]> : T[K] };

/** A deep copy of plain values: what is read-only in an assessment isn't in the report's model. */
export function copyOf<T extends object>(value: T): Mutable<T> {
  return structuredClone(value) as Mutable<T>;
}

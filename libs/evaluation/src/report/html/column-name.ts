interface Named {
  readonly field: string;
  readonly title?: string;
  readonly unit?: string;
}

export function columnName({ field, title }: Named): string {
  return title ?? field;
}

export function measuredName(named: Named): string {
  return named.unit ? `${columnName(named)}, ${named.unit}` : columnName(named);
}

/** Markers coded 0/1 or no/yes go by their column's name; others name the state that is counted. */
export function stateName(named: Named, state: string): string {
  return /^(1|yes|true|present|positive|mutated)$/i.test(state) ? columnName(named) : `${columnName(named)}: ${state}`;
}

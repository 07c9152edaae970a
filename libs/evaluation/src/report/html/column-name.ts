import type { ReportModel } from '../report-model.ts';

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

/** Markers coded 0/1 or no/yes go by their column's name; others, and one of several states, name what is counted. */
export function stateName(named: Named, state: string, isOneOfSeveral = false): string {
  const isPlain = !isOneOfSeveral && /^(1|yes|true|present|positive|mutated)$/i.test(state);
  return isPlain ? columnName(named) : `${columnName(named)}: ${state}`;
}

/** Columns of more than two states, any of which a marker may be. */
export function fieldsOfSeveralStates({ distributions }: Pick<ReportModel, 'distributions'>): ReadonlySet<string> {
  const several = distributions.filter((own) => own.kind === 'categorical' && own.states.length > 2);
  return new Set(several.map(({ field }) => field));
}

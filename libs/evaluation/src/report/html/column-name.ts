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

/** Columns with a state and its opposite; of all others each state has to be named. */
export function twoStateFields({ distributions }: Pick<ReportModel, 'distributions'>): ReadonlySet<string> {
  const two = distributions.filter((own) => own.kind === 'categorical' && own.states.length === 2);
  return new Set(two.map(({ field }) => field));
}

/** Markers of two states coded 0/1 or no/yes go by their column's name; others name the state that is counted. */
export function stateName(named: Named, state: string, isOneOfTwo: boolean): string {
  const isPresence = isOneOfTwo && /^(1|yes|true|present|positive|mutated)$/i.test(state);
  return isPresence ? columnName(named) : `${columnName(named)}: ${state}`;
}

import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';

export type StateTarget = Extract<PredictionTarget, { kind: 'state' }>;

/** The targets that are a state of a field, such as remission, in the dictionary's order. */
export function stateTargets(dictionary: DataDictionary): StateTarget[] {
  return dictionary.targets.filter((target) => target.kind === 'state');
}

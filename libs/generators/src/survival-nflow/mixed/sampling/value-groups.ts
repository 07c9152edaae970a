import type { DataDictionary } from '#tabular/dictionary';
import { stateCode } from '#tabular/dictionary';
import type { DrawnColumns } from '../../../columns/drawn-columns.ts';
import type { NormalScores } from '../../encoding/normal-scores.ts';

/** Rows whose values the profile counted by themselves: of an endpoint's time, the censored and those with an event. */
export interface ValueGroups {
  readonly count: number;
  /** The group of a row. */
  groupOf(drawn: DrawnColumns, row: number): number;
  /** The share of the column's scale up to which a level of a group's rows lies. */
  wantedAt(group: number, level: number): number;
}

const ALL: ValueGroups = { count: 1, groupOf: () => 0, wantedAt: (_, level) => level };

/** `outcomes`: censored rows by bin, then those with an event; empty for a column that is no endpoint's time. */
export function valueGroups(
  dictionary: DataDictionary,
  name: string,
  scores: NormalScores,
  outcomes: Float64Array,
): ValueGroups {
  const endpoint = dictionary.endpoints.find(({ time }) => time === name);
  if (endpoint === undefined || outcomes.length === 0) return ALL;
  const bins = outcomes.length / 2;
  const code = stateCode(dictionary, endpoint.event, endpoint.eventState);
  return {
    count: 2,
    groupOf: ({ codes }, row) => Number(codes.get(endpoint.event)?.[row] === code),
    wantedAt: (group, level) => scores.shareAt(outcomes.subarray(group * bins, (group + 1) * bins), level),
  };
}

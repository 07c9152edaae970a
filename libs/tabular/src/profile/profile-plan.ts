import type { CategoricalField, DataDictionary, NumericField } from '../dictionary.ts';
import { fieldNamed, stateCode } from '../dictionary.ts';
import { type Gap, gapsOf, modelDictionary } from '../model-table.ts';
import { type Grid, gridOf } from './grid.ts';

/** What the `profile` round counts. A function of the dictionary alone: sites and coordinator make it for themselves. */
export interface ProfilePlan {
  readonly categories: readonly CategoricalField[];
  /** The study's numeric fields, then the gaps of the model table. */
  readonly numerics: readonly NumericPlan[];
  readonly endpoints: readonly EndpointPlan[];
  readonly gaps: readonly GapPlan[];
}

export interface NumericPlan {
  readonly field: NumericField;
  readonly grid: Grid;
}

export interface EndpointPlan {
  readonly name: string;
  readonly time: string;
  readonly event: string;
  /** Code of the state that marks an event. */
  readonly eventCode: number;
  readonly grid: Grid;
}

/** A gap by the events of the endpoints whose times it lies between (0 to 2 of them). */
export interface GapPlan extends Gap {
  readonly events: readonly { readonly field: string; readonly code: number }[];
}

export function profilePlan(dictionary: DataDictionary): ProfilePlan {
  const fields = dictionary.fields;
  const gapNames = new Set(gapsOf(dictionary).map((gap) => gap.name));
  const gapFields = modelDictionary(dictionary).fields.filter((field) => gapNames.has(field.name));
  return {
    categories: fields.filter((field) => field.kind === 'categorical'),
    numerics: [...fields, ...gapFields]
      .filter((field) => field.kind === 'numeric')
      .map((field) => ({ field, grid: gridOf(field) })),
    endpoints: dictionary.endpoints.map(({ name, time, event, eventState }) => ({
      name,
      time,
      event,
      eventCode: stateCode(dictionary, event, eventState),
      grid: gridOf(numericField(dictionary, time)),
    })),
    gaps: gapsOf(dictionary).map((gap) => ({ ...gap, events: eventsOf(dictionary, gap) })),
  };
}

/** Cells of a gap's table: gap zero or not, by each event or not; the last cell is for rows with anything missing. */
export function gapCellCount(plan: GapPlan): number {
  return 2 ** (plan.events.length + 1) + 1;
}

function eventsOf(dictionary: DataDictionary, gap: Gap): GapPlan['events'] {
  return [gap.lesser, gap.greater].flatMap((time) => {
    const endpoint = dictionary.endpoints.find((candidate) => candidate.time === time);
    if (!endpoint) return [];
    return [{ field: endpoint.event, code: stateCode(dictionary, endpoint.event, endpoint.eventState) }];
  });
}

function numericField(dictionary: DataDictionary, name: string): NumericField {
  const field = fieldNamed(dictionary, name);
  if (field.kind !== 'numeric') throw new RangeError(`field ${name} is not numeric`);
  return field;
}

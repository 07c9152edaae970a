import type { CategoricalField, DataDictionary, NumericField } from '../src/dictionary.ts';

/** A small trial with every kind of field, endpoint, target and constraint. */
export const TRIAL: DataDictionary = {
  name: 'trial',
  title: 'A small trial',
  fields: [
    numeric('age', { integer: true, decimals: 0, minimum: 16, maximum: 100, unit: 'years' }),
    categorical('sex', ['female', 'male'], { required: true }),
    categorical('grade', ['1', '2', '3'], { ordered: true }),
    numeric('wbc', { role: 'log', decimals: 1, minimum: 0.1, maximum: 1000, required: true }),
    numeric('crp', { role: 'mixed', decimals: 1, minimum: 0, maximum: 600, modalValues: [0] }),
    numeric('score', { role: 'general', decimals: 2, minimum: -3, maximum: 3 }),
    numeric('efs', { role: 'log', decimals: 2, minimum: 0, maximum: 240, outcome: true }),
    categorical('efs_event', ['0', '1'], { outcome: true }),
    numeric('os', { role: 'log', decimals: 2, minimum: 0, maximum: 240, outcome: true }),
    categorical('os_event', ['0', '1'], { outcome: true }),
  ],
  endpoints: [
    { name: 'OS', time: 'os', event: 'os_event', eventState: '1' },
    { name: 'EFS', time: 'efs', event: 'efs_event', eventState: '1' },
  ],
  targets: [
    { name: 'two years', kind: 'horizon', endpoint: 'OS', horizon: 24 },
    { name: 'grade 3', kind: 'state', field: 'grade', positive: '3' },
    { name: 'event', kind: 'horizon', endpoint: 'EFS', horizon: 12 },
  ],
  constraints: [
    { kind: 'order', lesser: 'efs', greater: 'os' },
    { kind: 'implies', field: 'os_event', state: '1', thenField: 'efs_event', thenState: '1' },
    {
      kind: 'exclusive',
      members: [
        { field: 'sex', state: 'male' },
        { field: 'grade', state: '3' },
      ],
    },
  ],
  missingValues: ['', 'NA'],
  minimumCellSize: 5,
};

export function numeric(name: string, rest: Partial<NumericField> = {}): NumericField {
  return {
    kind: 'numeric',
    name,
    outcome: false,
    required: false,
    role: 'continuous',
    integer: false,
    decimals: 2,
    minimum: 0,
    maximum: 100,
    modalValues: [],
    ...rest,
  };
}

export function categorical(
  name: string,
  states: readonly string[],
  rest: Partial<CategoricalField> = {},
): CategoricalField {
  return { kind: 'categorical', name, outcome: false, required: false, states, ordered: false, ...rest };
}

/** A dictionary of these fields and nothing else. */
export function dictionaryOf(fields: DataDictionary['fields'], rest: Partial<DataDictionary> = {}): DataDictionary {
  return {
    name: 'table',
    fields,
    endpoints: [],
    targets: [],
    constraints: [],
    missingValues: ['', 'NA'],
    minimumCellSize: 5,
    ...rest,
  };
}

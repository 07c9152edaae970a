import type { CategoricalField, DataDictionary, Field, NumericField } from '#tabular/dictionary';
import { CYTOGENETIC, type Marker, MARKERS } from './subgroups.ts';

const OUTCOME = { group: 'outcome', outcome: true };

/** The data dictionary of the sample cohort. */
export const SAMPLE_DICTIONARY: DataDictionary = {
  name: 'aml-sample',
  title: 'Simulated patients with acute myeloid leukaemia',
  fields: [
    number('age', 'Age', { unit: 'years', minimum: 16, maximum: 100, integer: true, group: 'clinical' }),
    states('sex', 'Sex', ['female', 'male'], { group: 'clinical' }),
    states('aml_status', 'AML status', ['de_novo', 'secondary', 'therapy_related'], { group: 'clinical' }),
    states('ecog', 'ECOG performance status', ['0', '1', '2', '3', '4'], {
      group: 'clinical',
      required: false,
      ordered: true,
    }),
    states('extramedullary', 'Extramedullary disease', ['0', '1'], { group: 'clinical', required: false }),
    number('wbc', 'White blood cells', { unit: '10^9/l', minimum: 0.1, maximum: 1000, decimals: 1, role: 'log' }),
    number('hb', 'Haemoglobin', { unit: 'g/dl', minimum: 1, maximum: 25, decimals: 1 }),
    number('plt', 'Platelets', { unit: '10^9/l', minimum: 1, maximum: 2000, integer: true, role: 'log' }),
    number('ldh', 'Lactate dehydrogenase', {
      unit: 'U/l',
      minimum: 10,
      maximum: 20_000,
      integer: true,
      role: 'log',
      required: false,
    }),
    number('bm_blasts', 'Blasts in bone marrow', {
      unit: '%',
      minimum: 0,
      maximum: 100,
      integer: true,
      required: false,
    }),
    number('pb_blasts', 'Blasts in peripheral blood', {
      unit: '%',
      minimum: 0,
      maximum: 100,
      integer: true,
      role: 'mixed',
      modalValues: [0],
      required: false,
    }),
    states('normal_karyotype', 'Normal karyotype', ['0', '1'], { group: 'cytogenetic', required: false }),
    ...Object.keys(MARKERS).map((marker) => markerField(marker as Marker)),
    states('cr', 'Complete remission after induction', ['0', '1'], { ...OUTCOME, required: false }),
    time('efs_months', 'Event-free survival'),
    states('efs_event', 'Event of event-free survival', ['0', '1'], OUTCOME),
    time('os_months', 'Overall survival'),
    states('os_event', 'Death', ['0', '1'], OUTCOME),
  ],
  endpoints: [
    { name: 'OS', title: 'Overall survival', time: 'os_months', event: 'os_event', eventState: '1' },
    { name: 'EFS', title: 'Event-free survival', time: 'efs_months', event: 'efs_event', eventState: '1' },
  ],
  targets: [
    { name: 'Complete remission', kind: 'state', field: 'cr', positive: '1' },
    { name: 'Death within 2 years', kind: 'horizon', endpoint: 'OS', horizon: 24 },
  ],
  constraints: [
    { kind: 'order', lesser: 'efs_months', greater: 'os_months' },
    { kind: 'implies', field: 'os_event', state: '1', thenField: 'efs_event', thenState: '1' },
    {
      kind: 'exclusive',
      members: [
        { field: 't_8_21', state: '1' },
        { field: 'inv_16', state: '1' },
        { field: 't_9_11', state: '1' },
      ],
    },
    // A normal karyotype has no abnormality.
    ...CYTOGENETIC.map((marker) => ({
      kind: 'exclusive' as const,
      members: [
        { field: 'normal_karyotype', state: '1' },
        { field: marker, state: '1' },
      ],
    })),
  ],
  missingValues: ['', 'NA'],
  minimumCellSize: 5,
};

function states(
  name: string,
  title: string,
  list: readonly string[],
  rest: Partial<Omit<CategoricalField, 'states'>>,
): CategoricalField {
  return { kind: 'categorical', name, title, outcome: false, required: true, states: list, ordered: false, ...rest };
}

function markerField(marker: Marker): CategoricalField {
  const isCytogenetic = CYTOGENETIC.includes(marker);
  return states(marker, marker.replaceAll('_', ' '), ['0', '1'], {
    group: isCytogenetic ? 'cytogenetic' : 'molecular',
    required: !isCytogenetic,
  });
}

function number(
  name: string,
  title: string,
  rest: Pick<NumericField, 'minimum' | 'maximum'> & Partial<NumericField>,
): Field {
  const common = { role: 'continuous', integer: false, decimals: 0, modalValues: [], group: 'laboratory' } as const;
  return { kind: 'numeric', name, title, outcome: false, required: true, ...common, ...rest };
}

function time(name: string, title: string): Field {
  return number(name, title, { unit: 'months', minimum: 0, maximum: 240, decimals: 2, ...OUTCOME });
}

import { RandomStream, type Seed } from '#random/random-stream';
import type { CategoricalField, DataDictionary, Field, NumericField } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';

/** Markers that are 0, 1 or missing. */
const MARKERS = 82;

const BASE = { outcome: false, required: false } as const;

/**
 * The shape of the published AML table: 92 columns, of which 85 are binary (82 markers, sex, two events), one is
 * categorical, one a whole number and five are numbers.
 */
export const WIDE_DICTIONARY: DataDictionary = {
  name: 'wide',
  title: 'Simulated table of 92 columns',
  fields: [
    categorical('sex', ['female', 'male'], 'clinical'),
    categorical('status', ['de novo', 'secondary', 'therapy-associated'], 'clinical'),
    numeric('age', 18, 90, 0, 'clinical', 'years'),
    { ...numeric('wbc', 0.1, 500, 1, 'laboratory', '10^9/l'), role: 'log' },
    numeric('hb', 2, 18, 1, 'laboratory', 'g/dl'),
    { ...numeric('plt', 1, 900, 0, 'laboratory', '10^9/l'), role: 'log' },
    ...Array.from({ length: MARKERS }, (_, i) =>
      categorical(`marker_${i + 1}`, ['0', '1'], i < MARKERS / 2 ? 'molecular' : 'cytogenetic'),
    ),
    outcome(categorical('efs_event', ['0', '1'], 'outcome')),
    outcome(numeric('efs_months', 0, 240, 2, 'outcome', 'months')),
    outcome(categorical('os_event', ['0', '1'], 'outcome')),
    outcome(numeric('os_months', 0, 240, 2, 'outcome', 'months')),
  ],
  endpoints: [
    { name: 'OS', title: 'Overall survival', time: 'os_months', event: 'os_event', eventState: '1' },
    { name: 'EFS', title: 'Event-free survival', time: 'efs_months', event: 'efs_event', eventState: '1' },
  ],
  targets: [
    { name: 'Event of EFS', kind: 'state', field: 'efs_event', positive: '1' },
    { name: 'Death within 2 years', kind: 'horizon', endpoint: 'OS', horizon: 24 },
  ],
  constraints: [{ kind: 'order', lesser: 'efs_months', greater: 'os_months' }],
  missingValues: ['', 'NA'],
  minimumCellSize: 5,
};

/** Patients whose columns hang together by a severity of each, some cells missing. The same seed gives the same rows. */
export function wideCohort(rowCount: number, seed: Seed): Table {
  const stream = new RandomStream(seed);
  const severity = Float64Array.from({ length: rowCount }, () => stream.normal());
  const columns = new Map<string, Column>(
    WIDE_DICTIONARY.fields
      .filter((field) => !field.outcome)
      .map((field, i) => [field.name, columnOf(field, i, severity, stream)]),
  );
  for (const [name, column] of outcomes(severity, stream)) columns.set(name, column);
  return { rowCount, columns };
}

function columnOf(field: Field, place: number, severity: Float64Array, stream: RandomStream): Column {
  const loading = Math.sin(place + 1);
  const latent = severity.map((value) => loading * value + stream.normal());
  if (field.kind === 'numeric') return { kind: 'numeric', values: latent.map((value) => numberAt(field, value)) };
  const rarity = 0.4 + 1.6 * ((place * 7) % 10) * 0.1;
  return {
    kind: 'categorical',
    codes: Int32Array.from(latent, (value) => {
      if (stream.uniform() < 0.03) return -1;
      return Math.min(field.states.length - 1, Math.max(0, Math.floor((value + 2 - rarity) / 2)));
    }),
  };
}

function numberAt({ minimum, maximum, decimals, role }: NumericField, latent: number): number {
  const share = 1 / (1 + Math.exp(-latent));
  const value = role === 'log' ? minimum * (maximum / minimum) ** share : minimum + share * (maximum - minimum);
  return Number(value.toFixed(decimals));
}

/** Death, and before or with it an event. */
function outcomes(severity: Float64Array, stream: RandomStream): [string, Column][] {
  const times = severity.map((value) => -30 * Math.exp(-0.7 * value) * Math.log(1 - stream.uniform()));
  const followUp = severity.map(() => 24 + 150 * stream.uniform());
  const died = times.map((time, row) => (time <= followUp[row] ? 1 : 0));
  const osMonths = times.map((time, row) => Number(Math.min(time, followUp[row], 240).toFixed(2)));
  const share = severity.map(() => stream.uniform());
  const earlier = Int32Array.from(died, (dead, row) => (dead === 1 || share[row] < 0.3 ? 1 : 0));
  const efsMonths = osMonths.map((months, row) =>
    earlier[row] === 1 && share[row] < 0.6 ? Number((months * share[row]).toFixed(2)) : months,
  );
  return [
    ['efs_event', { kind: 'categorical', codes: earlier }],
    ['efs_months', { kind: 'numeric', values: efsMonths }],
    ['os_event', { kind: 'categorical', codes: Int32Array.from(died) }],
    ['os_months', { kind: 'numeric', values: osMonths }],
  ];
}

function categorical(name: string, states: readonly string[], group: string): CategoricalField {
  return { ...BASE, name, group, kind: 'categorical', states, ordered: false };
}

function numeric(
  name: string,
  minimum: number,
  maximum: number,
  decimals: number,
  group: string,
  unit: string,
): NumericField {
  const integer = decimals === 0;
  return {
    ...BASE,
    name,
    group,
    kind: 'numeric',
    role: 'continuous',
    integer,
    decimals,
    unit,
    minimum,
    maximum,
    modalValues: [],
  };
}

function outcome<F extends Field>(field: F): F {
  return { ...field, outcome: true, required: true };
}

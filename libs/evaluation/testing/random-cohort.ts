import { RandomStream, type Seed } from '#random/random-stream';
import type { CategoricalField, DataDictionary, NumericField } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Column, Table } from '#tabular/table';

const FIELD = { outcome: false, required: false } as const;

/** A dictionary of every kind of column, with survival, targets and constraints. */
export const DICTIONARY: DataDictionary = {
  name: 'random',
  fields: [
    categorical('sex', ['f', 'm']),
    categorical('grade', ['1', '2', '3', '4', '5']),
    categorical('marker', ['0', '1']),
    numeric('age', { minimum: 18, maximum: 90, decimals: 0 }),
    numeric('count', { minimum: 0.1, maximum: 500, decimals: 1, role: 'log' }),
    numeric('level', { minimum: -40, maximum: 3000, decimals: 3 }),
    { ...categorical('response', ['0', '1']), outcome: true },
    { ...categorical('dead', ['0', '1']), outcome: true },
    { ...numeric('months', { minimum: 0, maximum: 120, decimals: 2 }), outcome: true },
    { ...numeric('free_months', { minimum: 0, maximum: 120, decimals: 2 }), outcome: true },
  ],
  endpoints: [{ name: 'OS', time: 'months', event: 'dead', eventState: '1' }],
  targets: [
    { name: 'response', kind: 'state', field: 'response', positive: '1' },
    { name: 'two years', kind: 'horizon', endpoint: 'OS', horizon: 24 },
  ],
  constraints: [
    { kind: 'order', lesser: 'free_months', greater: 'months' },
    { kind: 'implies', field: 'dead', state: '1', thenField: 'response', thenState: '0' },
  ],
  missingValues: [''],
  minimumCellSize: 5,
};

/** Rows whose columns are related, a tenth of their cells missing. */
export function randomCohort(rowCount: number, seed: Seed): Table {
  const stream = new RandomStream(seed);
  const severity = Float64Array.from({ length: rowCount }, () => stream.uniform());
  const columns = new Map<string, Column>();
  for (const field of DICTIONARY.fields) {
    const position = severity.map((value) => (value + stream.uniform()) / 2);
    const isMissing = Array.from(position, () => stream.uniform() < 0.1);
    columns.set(
      field.name,
      field.kind === 'categorical'
        ? {
            kind: 'categorical',
            codes: Int32Array.from(position, (at, row) => (isMissing[row] ? -1 : stateAt(field, at))),
          }
        : { kind: 'numeric', values: position.map((at, row) => (isMissing[row] ? Number.NaN : numberAt(field, at))) },
    );
  }
  return { rowCount, columns };
}

/** Every row in one of `siteCount` sites by chance; some sites may have none. */
export function shard(table: Table, siteCount: number, seed: Seed): Table[] {
  const stream = new RandomStream(seed);
  const siteOf = Array.from({ length: table.rowCount }, () => stream.int(siteCount));
  return Array.from({ length: siteCount }, (_, site) =>
    selectRows(
      table,
      Array.from(siteOf.keys()).filter((row) => siteOf[row] === site),
    ),
  );
}

function categorical(name: string, states: readonly string[]): CategoricalField {
  return { ...FIELD, name, kind: 'categorical', states, ordered: false };
}

function numeric(
  name: string,
  shape: Partial<NumericField> & Pick<NumericField, 'minimum' | 'maximum' | 'decimals'>,
): NumericField {
  return {
    ...FIELD,
    name,
    kind: 'numeric',
    role: 'continuous',
    integer: shape.decimals === 0,
    modalValues: [],
    ...shape,
  };
}

function stateAt(field: CategoricalField, at: number): number {
  return Math.floor(at * field.states.length);
}

function numberAt({ minimum, maximum, decimals }: NumericField, at: number): number {
  const unit = 10 ** decimals;
  return Math.round((minimum + at ** 2 * (maximum - minimum)) * unit) / unit;
}

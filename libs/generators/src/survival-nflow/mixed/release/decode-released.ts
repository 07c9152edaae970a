import { normalUpperTail } from '#statistics/distributions/normal';
import { type DataDictionary, fieldNamed, type NumericField } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';
import type { ReleasedColumn, ReleasedEncoding, ReleasedScale } from './released-encoding.ts';

/** Rows of the released model, of `width` numbers each, in the dictionary's columns. */
export function decodeReleased(
  dictionary: DataDictionary,
  { columns }: ReleasedEncoding,
  rows: Float32Array,
  width: number,
): Table {
  const rowCount = rows.length / width;
  const decoded = new Map<string, Column>();
  for (const column of columns) {
    const field = fieldNamed(dictionary, column.field);
    const stateOf = (row: number) => column.states[largestAt(rows, row * width + column.start, column.states.length)];
    if (field.kind === 'categorical') {
      const codes = Int32Array.from({ length: rowCount }, (_, row) => codeOf(field.states, stateOf(row)));
      decoded.set(field.name, { kind: 'categorical', codes });
      continue;
    }
    const numberOf = (row: number) => valueOf(field, column, stateOf(row), rows, row * width, valuesOf(decoded, row));
    decoded.set(field.name, {
      kind: 'numeric',
      values: Float64Array.from({ length: rowCount }, (_, row) => numberOf(row)),
    });
  }
  return { rowCount, columns: new Map(dictionary.fields.map(({ name }) => [name, decoded.get(name)!])) };
}

type State = ReleasedColumn['states'][number];

function valueOf(
  field: NumericField,
  { value: scale }: ReleasedColumn,
  state: State,
  rows: Float32Array,
  start: number,
  valueIn: (name: string) => number,
): number {
  const unit = 10 ** field.decimals;
  const roundedDown = (value: number) => Math.floor(value * unit + 1e-6) / unit + 0;
  if (state === null) return Number.NaN;
  if (typeof state === 'number') return state;
  if (typeof state !== 'object') return Number(state);
  if ('sameAs' in state) return roundedDown(valueIn(state.sameAs));
  const bound = scale!.below === undefined ? Number.NaN : valueIn(scale!.below);
  const share = normalUpperTail(-rows[start + scale!.score]) * (Number.isNaN(bound) ? 1 : shareBelow(scale!, bound));
  const value = Math.round(valueAt(scale!, share) * unit) / unit + 0;
  const within = Math.min(field.maximum, Math.max(field.minimum, value));
  return Number.isNaN(bound) ? within : Math.min(within, roundedDown(bound));
}

/** The value up to which a share of the rows lies. */
function valueAt({ knots }: ReleasedScale, share: number): number {
  const found = knots.findIndex((knot, i) => i > 0 && share <= knot.share);
  const [from, to] = found < 0 ? knots.slice(-2) : [knots[found - 1], knots[found]];
  if (to.share === from.share) return to.value;
  return from.value + ((share - from.share) / (to.share - from.share)) * (to.value - from.value);
}

/** The share of the rows below a value. */
function shareBelow({ knots }: ReleasedScale, value: number): number {
  const found = knots.findIndex((knot, i) => i > 0 && value <= knot.value);
  if (found < 0) return 1;
  const [from, to] = [knots[found - 1], knots[found]];
  if (to.value === from.value) return to.share;
  const within = Math.max(0, (value - from.value) / (to.value - from.value));
  return from.share + within * (to.share - from.share);
}

function valuesOf(decoded: ReadonlyMap<string, Column>, row: number): (name: string) => number {
  return (name) => {
    const column = decoded.get(name);
    return column?.kind === 'numeric' ? column.values[row] : Number.NaN;
  };
}

function codeOf(states: readonly string[], state: State): number {
  return typeof state === 'string' ? states.indexOf(state) : -1;
}

function largestAt(rows: Float32Array, start: number, count: number): number {
  let largest = 0;
  for (let i = 1; i < count; i++) if (rows[start + i] > rows[start + largest]) largest = i;
  return largest;
}

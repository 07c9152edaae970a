import { categoryCodes, numericValues } from '#tabular/columns';
import { type DataDictionary, type Field, type PredictionTarget, stateCode } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/** Rows whose target is known, and their target. */
export interface LabelledRows {
  /** Row indices into the table. */
  readonly rows: Int32Array;
  /** 1 positive, 0 negative; aligned with `rows`. */
  readonly labels: Uint8Array;
}

/**
 * The rows of a table that have a label for a target. State targets: rows with a missing state are left out. Horizon
 * targets: 1 for an event before the horizon; rows censored before it are left out.
 */
export function labelRows(dictionary: DataDictionary, target: PredictionTarget, table: Table): LabelledRows {
  const labelOf =
    target.kind === 'state' ? stateLabel(dictionary, target, table) : horizonLabel(dictionary, target, table);
  const rows = new Int32Array(table.rowCount);
  const labels = new Uint8Array(table.rowCount);
  let count = 0;
  for (let row = 0; row < table.rowCount; row++) {
    const label = labelOf(row);
    if (label === undefined) continue;
    rows[count] = row;
    labels[count++] = label;
  }
  return { rows: rows.slice(0, count), labels: labels.slice(0, count) };
}

/** What may predict a target: every field that is no outcome and isn't what the target is made of. */
export function predictorFields(dictionary: DataDictionary, target: PredictionTarget): Field[] {
  const used = target.kind === 'state' ? [target.field] : [];
  return dictionary.fields.filter((field) => !field.outcome && !used.includes(field.name));
}

type LabelOf = (row: number) => 0 | 1 | undefined;

function stateLabel(
  dictionary: DataDictionary,
  target: Extract<PredictionTarget, { kind: 'state' }>,
  table: Table,
): LabelOf {
  const positive = stateCode(dictionary, target.field, target.positive);
  const codes = categoryCodes(table, target.field);
  return (row) => {
    if (codes[row] < 0) return undefined;
    return codes[row] === positive ? 1 : 0;
  };
}

function horizonLabel(
  dictionary: DataDictionary,
  target: Extract<PredictionTarget, { kind: 'horizon' }>,
  table: Table,
): LabelOf {
  const endpoint = dictionary.endpoints.find((candidate) => candidate.name === target.endpoint);
  if (!endpoint) throw new RangeError(`no endpoint ${target.endpoint} in the dictionary`);
  const times = numericValues(table, endpoint.time);
  const codes = categoryCodes(table, endpoint.event);
  const event = stateCode(dictionary, endpoint.event, endpoint.eventState);
  return (row) => {
    if (times[row] >= target.horizon) return 0;
    return times[row] < target.horizon && codes[row] === event ? 1 : undefined;
  };
}

import { CohortloomError } from '#errors/cohortloom-error';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { vector } from '#sums/tensors/named-tensors';
import type { DataDictionary, Field } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';

/** A synthetic table (never a real one) as bytes, with a JSON value beside it. */
export function encodeTable(table: Table, beside: unknown): Uint8Array {
  return encodeTensors({
    tensors: new Map(
      [...table.columns].map(([name, column]) => [
        name,
        vector(column.kind === 'numeric' ? column.values : column.codes),
      ]),
    ),
    metadata: new Map([['beside', JSON.stringify(beside)]]),
  });
}

/** The inverse of `encodeTable`. Throws CL-NET-003 for anything that doesn't follow the dictionary. */
export function decodeTable(dictionary: DataDictionary, bytes: Uint8Array): { table: Table; beside: unknown } {
  const { tensors, metadata } = decodeTensors(bytes);
  const columns = new Map(
    dictionary.fields.map((field) => [field.name, columnOf(field, tensors.get(field.name)?.data)]),
  );
  const lengths = new Set([...columns.values()].map(lengthOf));
  if (lengths.size !== 1 || tensors.size !== columns.size) throw damaged('columns are missing or of unequal length');
  return { table: { rowCount: [...lengths][0], columns }, beside: JSON.parse(metadata.get('beside') ?? 'null') };
}

function columnOf(field: Field, data: unknown): Column {
  if (field.kind === 'numeric' && data instanceof Float64Array) return { kind: 'numeric', values: data };
  if (field.kind === 'categorical' && data instanceof Int32Array && data.every((code) => isCode(field.states, code))) {
    return { kind: 'categorical', codes: data };
  }
  throw damaged(`column ${field.name} is missing, of another type, or has unknown states`);
}

function isCode(states: readonly string[], code: number): boolean {
  return code >= -1 && code < states.length;
}

function lengthOf(column: Column): number {
  return column.kind === 'numeric' ? column.values.length : column.codes.length;
}

function damaged(reason: string): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: `A synthetic table can't be read: ${reason}.`,
    todo: 'Check that coordinator and site have the same data dictionary and version.',
  });
}

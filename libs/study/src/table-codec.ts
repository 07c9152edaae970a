import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { vector } from '#sums/tensors/named-tensors';
import type { DataDictionary, Field } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';
import { MOST_MODELS } from './study-models.ts';

/** A synthetic table (never a real one), and a JSON value that goes with it. */
export interface SentTable {
  readonly table: Table;
  readonly beside: unknown;
}

/** Synthetic tables by name, in one piece. */
export function encodeTables(tables: ReadonlyMap<string, SentTable>): Uint8Array {
  const entries = [...tables];
  return encodeTensors({
    tensors: new Map(
      entries.flatMap(([, { table }], place) =>
        [...table.columns].map(
          ([name, column]) =>
            [`${place}/${name}`, vector(column.kind === 'numeric' ? column.values : column.codes)] as const,
        ),
      ),
    ),
    metadata: new Map([['tables', JSON.stringify(entries.map(([name, { beside }]) => ({ name, beside })))]]),
  });
}

/** As many as a study has models: a site measures its rows against no more. */
const listShape = z
  .array(z.strictObject({ name: z.string(), beside: z.unknown() }))
  .min(1)
  .max(MOST_MODELS);

/** The inverse of `encodeTables`. Throws CL-NET-003 for anything that doesn't follow the dictionary. */
export function decodeTables(dictionary: DataDictionary, bytes: Uint8Array): Map<string, SentTable> {
  const { tensors, metadata } = decodeTensors(bytes);
  const list = listShape.safeParse(parseJson(metadata.get('tables')));
  if (!list.success || tensors.size !== list.data.length * dictionary.fields.length)
    throw damaged('columns are missing, or there are more tables than a study has models');
  return new Map(
    list.data.map(({ name, beside }, place) => {
      const columns = new Map(
        dictionary.fields.map((field) => [field.name, columnOf(field, tensors.get(`${place}/${field.name}`)?.data)]),
      );
      return [name, { table: tableOf(columns), beside }];
    }),
  );
}

function tableOf(columns: ReadonlyMap<string, Column>): Table {
  const lengths = new Set([...columns.values()].map(lengthOf));
  if (lengths.size !== 1) throw damaged('columns are of unequal length');
  return { rowCount: [...lengths][0], columns };
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

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function damaged(reason: string): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: `A synthetic table can't be read: ${reason}.`,
    todo: 'Check that coordinator and site have the same data dictionary and version.',
  });
}

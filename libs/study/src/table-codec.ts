import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { vector } from '#sums/tensors/named-tensors';
import type { DataDictionary, Field } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';
import { MOST_MODELS } from './study-models.ts';

/** A synthetic table (never a real one), with a JSON value and pieces of bytes that go with it. */
export interface SentTable {
  readonly table: Table;
  readonly beside: unknown;
  /** By name. */
  readonly pieces?: ReadonlyMap<string, Uint8Array>;
}

const NO_PIECES: ReadonlyMap<string, Uint8Array> = new Map();

/** Synthetic tables by name, in one piece. */
export function encodeTables(tables: ReadonlyMap<string, SentTable>): Uint8Array {
  const entries = [...tables];
  return encodeTensors({
    tensors: new Map(
      entries.flatMap(([, { table, pieces = NO_PIECES }], place) => [
        ...[...table.columns].map(
          ([name, column]) =>
            [columnName(place, name), vector(column.kind === 'numeric' ? column.values : column.codes)] as const,
        ),
        ...[...pieces].map(([name, bytes]) => [pieceName(place, name), vector(bytes)] as const),
      ]),
    ),
    metadata: new Map([
      [
        'tables',
        JSON.stringify(
          entries.map(([name, { beside, pieces = NO_PIECES }]) => ({ name, beside, pieces: [...pieces.keys()] })),
        ),
      ],
    ]),
  });
}

/** As many as a study has models: a site measures its rows against no more. */
const listShape = z
  .array(z.strictObject({ name: z.string(), beside: z.unknown(), pieces: z.array(z.string()) }))
  .min(1)
  .max(MOST_MODELS);

/** The inverse of `encodeTables`. Throws CL-NET-003 for anything that doesn't follow the dictionary. */
export function decodeTables(dictionary: DataDictionary, bytes: Uint8Array): Map<string, Required<SentTable>> {
  const { tensors, metadata } = decodeTensors(bytes);
  const list = listShape.safeParse(parseJson(metadata.get('tables')));
  const sizeOf = (tables: readonly { readonly pieces: readonly string[] }[]) =>
    tables.reduce((sum, { pieces }) => sum + dictionary.fields.length + pieces.length, 0);
  if (!list.success || tensors.size !== sizeOf(list.data))
    throw damaged('columns are missing, or there are more tables than a study has models');
  const data = (name: string) => tensors.get(name)?.data;
  return new Map(
    list.data.map(({ name, beside, pieces }, place) => {
      const columns = dictionary.fields.map(
        (field) => [field.name, columnOf(field, data(columnName(place, field.name)))] as const,
      );
      const sent = pieces.map((piece) => [piece, pieceOf(data(pieceName(place, piece)))] as const);
      return [name, { table: tableOf(new Map(columns)), beside, pieces: new Map(sent) }];
    }),
  );
}

function columnName(place: number, field: string): string {
  return `${place}/column/${field}`;
}

function pieceName(place: number, piece: string): string {
  return `${place}/piece/${piece}`;
}

function pieceOf(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw damaged('what goes with it is missing');
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

import { basename, extname } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary, Field } from '../dictionary.ts';
import { inferField, type InferredField } from './infer-field.ts';
import { missingCodesOf } from './missing-codes.ts';
import { readRawColumns } from './raw-columns.ts';
import { inferSurvival } from './survival-columns.ts';

export interface InferredDictionary {
  /** A draft to edit: units are empty texts, titles are missing. */
  readonly dictionary: DataDictionary;
  /** What its reader should check, a sentence each; without any cell's content. */
  readonly notes: readonly string[];
}

export interface InferOptions {
  readonly name?: string;
  /** States that fewer rows have aren't written; default 5. */
  readonly minimumCellSize?: number;
}

const MINIMUM_CELL_SIZE = 5;
const LEFT_OUT =
  'Take columns that are left out here from the tables too: a study refuses columns its dictionary lacks.';

/**
 * A draft data dictionary from one or more CSV files (paths) of one cohort: types, roles, generous bounds, missing codes,
 * and survival endpoints guessed from names. States that too few rows have, identifiers, dates and free text are left
 * out. Throws CL-IO-001, CL-DATA-005, CL-DATA-007, CL-DATA-010 as `readTable` does, and CL-DICT-001 when no column can be described.
 */
export async function inferDictionary(
  paths: readonly string[],
  options: InferOptions = {},
): Promise<InferredDictionary> {
  const minimumCellSize = options.minimumCellSize ?? MINIMUM_CELL_SIZE;
  const { columns, notes } = await readRawColumns(paths);
  const missingValues = missingCodesOf(columns.map((column) => column.cells));
  const missing = new Set(missingValues);
  const inferred = columns.map((column) => inferField(column, missing, minimumCellSize));
  const fields = inferred.flatMap(({ field }) => (field ? [field] : []));
  if (fields.length === 0) throw nothingToDescribe(paths, inferred);
  const survival = inferSurvival(fields, columns, missing);
  return {
    dictionary: {
      name: options.name ?? basename(paths[0], extname(paths[0])),
      fields: survival.fields,
      endpoints: survival.endpoints,
      targets: survival.targets,
      constraints: survival.constraints,
      missingValues,
      minimumCellSize,
    },
    notes: [
      ...notes,
      ...inferred.flatMap(({ note }) => (note ? [note] : [])),
      ...(fields.length < columns.length ? [LEFT_OUT] : []),
      ...survival.notes,
      ...unitNote(fields),
    ],
  };
}

function unitNote(fields: readonly Field[]): string[] {
  const names = fields.filter((field) => field.kind === 'numeric').map((field) => field.name);
  return names.length === 0 ? [] : [`Fill in units and check bounds: ${names.join(', ')}.`];
}

function nothingToDescribe(paths: readonly string[], inferred: readonly InferredField[]): CohortloomError {
  return new CohortloomError('CL-DICT-001', {
    what: `None of the ${inferred.length} columns can be described: all are empty, identifiers, dates or free text.`,
    where: { file: paths[0] },
    todo: 'Check the files, or write the data dictionary by hand (docs/data-dictionary.md).',
  });
}

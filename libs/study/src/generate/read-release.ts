import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ReleasedModel } from '#generators/released-model';
import { isNotFound } from '#storage/disk/disk-errors';
import { readRegularFile } from '#storage/disk/read-regular-file';
import { sha256Hex } from '#sums/sha256';
import type { DataDictionary } from '#tabular/dictionary';
import { parseDictionary } from '#tabular/dictionary-reading';
import { schemaSha256 } from '../release/schema-hash.ts';

/** What a release folder holds of a study's model. */
export interface StudyModel {
  readonly folder: string;
  readonly study: string;
  /** Name of the generator. */
  readonly model: string;
  readonly dictionary: DataDictionary;
  /** Of the dictionary's schema. */
  readonly schemaSha256: string;
  readonly released: ReleasedModel;
  /** SHA-256 of each file of the model that is there, by name. */
  readonly files: Readonly<Record<string, string>>;
}

const PACKAGE = 'datapackage.json';
/** JSON of more bytes may not fit into a string. */
const MOST_BYTES = 512 * 2 ** 20;

const provenance = z.object({
  cohortloom: z.object({ synthetic: z.literal(true), study: z.string(), model: z.string() }),
});

/**
 * The model in a study's release folder, with the dictionary beside it.
 * @throws CL-IO-001 folder or dictionary unreadable, CL-DICT-001, CL-MODEL-006 no release of a study, CL-IO-004 damaged JSON
 */
export async function readRelease(folder: string): Promise<StudyModel> {
  const file = join(folder, PACKAGE);
  const text = new TextDecoder().decode(await readPackage(folder, file));
  const dictionary = parseDictionary(text, file);
  const described = JSON.parse(text.replace(/^\uFEFF/, ''));
  const parsed = provenance.safeParse(described);
  if (!parsed.success) throw noRelease(folder, 'a data dictionary, but no release of a study');
  const [description, onnx, encoding] = await Promise.all(
    ['model.json', 'generator.onnx', 'generator.json'].map(async (name) => optionalFile(folder, name)),
  );
  const { study, model } = parsed.data.cohortloom;
  const schema = schemaSha256(described);
  const present = [description, onnx, encoding].filter((found) => found !== undefined);
  return {
    folder,
    study,
    model,
    dictionary,
    schemaSha256: schema,
    released: {
      ...(description && { description: requireSchema(description, schema) }),
      ...(onnx && { onnx: onnx.bytes }),
      ...(encoding && { encoding: requireSchema(encoding, schema) }),
    },
    files: Object.fromEntries(present.map(({ name, bytes }) => [name, sha256Hex(bytes)])),
  };
}

interface ModelFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

async function optionalFile(folder: string, name: string): Promise<ModelFile | undefined> {
  const path = join(folder, name);
  try {
    return { name, path, bytes: await readRegularFile(path, MOST_BYTES) };
  } catch (cause) {
    if (isNotFound(cause)) return undefined;
    throw unreadable(path, cause);
  }
}

async function readPackage(folder: string, file: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(file, MOST_BYTES);
  } catch (cause) {
    if (isNotFound(cause) && isFolder(folder)) throw noRelease(folder, 'no data dictionary (datapackage.json)');
    throw unreadable(file, cause);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What the file holds, if it is of this schema or, as releases before, doesn't say of which. */
function requireSchema(file: ModelFile, schema: string): unknown {
  const content = parseJson(file);
  const { schemaSha256: own } = Object(content) as { schemaSha256?: unknown };
  if (own === undefined || own === schema) return content;
  throw new CohortloomError('CL-IO-004', {
    what: `The released model is of another data dictionary than the ${PACKAGE} beside it.`,
    where: { file: file.path },
    todo: `Take ${file.name} and ${PACKAGE} of one release, as they were released.`,
  });
}

function parseJson({ path, bytes }: ModelFile): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new CohortloomError('CL-IO-004', {
      what: 'The file of the released model is not JSON.',
      where: { file: path },
      todo: 'Take it from the release again.',
      cause,
    });
  }
}

function unreadable(file: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-001', {
    what: `A file of the release cannot be read (a regular file of at most ${MOST_BYTES / 2 ** 20} MiB is needed).`,
    where: { file },
    todo: 'Name the folder into which a study wrote its results, and check that you may read it.',
    cause,
  });
}

function noRelease(folder: string, holds: string): CohortloomError {
  return new CohortloomError('CL-MODEL-006', {
    what: `The folder holds ${holds}.`,
    where: { file: folder },
    todo: 'Name the folder into which a study wrote its results (synthetic.csv, report.html and so on).',
  });
}

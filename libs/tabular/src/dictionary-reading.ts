import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { type DataPackage, dataPackageShape, type FieldDescriptor } from './data-package-schema.ts';
import { dictionaryProblems } from './dictionary-problems.ts';
import type { CategoricalField, DataDictionary, Field, NumericField } from './dictionary.ts';

/** So many problems of one file are told at once. */
const PROBLEMS_SHOWN = 20;
const DEFAULT_DECIMALS = 2;

/** Reads and checks a `datapackage.json`. Throws CL-IO-001, CL-DICT-001. */
export async function readDictionary(path: string): Promise<DataDictionary> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new CohortloomError('CL-IO-001', {
      what: 'The data dictionary cannot be read.',
      where: { file: path },
      todo: 'Check that the file exists and that you may read it.',
      cause,
    });
  }
  return parseDictionary(text, path);
}

/**
 * The data dictionary in the text of a `datapackage.json`: the Table Schema of its first resource, with our extensions.
 * Throws CL-DICT-001, which names every field and property that is wrong and what is allowed there.
 */
export function parseDictionary(text: string, file?: string): DataDictionary {
  const parsed = dataPackageShape.safeParse(parseJson(text, file));
  if (!parsed.success)
    throw invalid(
      parsed.error.issues.map((issue) => describeIssue(issue, text)),
      file,
    );
  const problems: string[] = [];
  const dictionary = toDictionary(parsed.data, problems);
  problems.push(...dictionaryProblems(dictionary));
  if (problems.length > 0) throw invalid(problems, file);
  return dictionary;
}

function parseJson(text: string, file: string | undefined): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw invalid([`the file is not JSON (${cause instanceof Error ? cause.message : 'unreadable'})`], file);
  }
}

function invalid(problems: readonly string[], file: string | undefined): CohortloomError {
  const shown = problems.slice(0, PROBLEMS_SHOWN);
  const left = problems.length - shown.length;
  return new CohortloomError('CL-DICT-001', {
    what: [
      `The data dictionary has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:`,
      ...shown.map((problem) => `- ${problem}`),
      ...(left > 0 ? [`- and ${left} more`] : []),
    ].join('\n  '),
    where: { file },
    todo: 'Correct the file; docs/data-dictionary.md describes the format.',
  });
}

/** An issue with its field named instead of counted: "field age: constraints.minimum must be a number". */
function describeIssue(issue: z.core.$ZodIssue, text: string): string {
  const path = issue.path.map(String);
  const properties = issue.code === 'unrecognized_keys' ? `has unknown properties: ${issue.keys.join(', ')}` : '';
  const said = properties || issue.message;
  if (path[0] !== 'resources' || path[2] !== 'schema') return `${path.join('.') || 'the file'} ${said}`;
  if (path[3] !== 'fields' || path.length < 5) return `schema: ${path.slice(3).join('.') || 'the schema'} ${said}`;
  return `field ${nameOfField(text, path)}: ${path.slice(5).join('.') || 'the field'} ${said}`;
}

function nameOfField(text: string, path: readonly string[]): string {
  let value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  for (const key of [...path.slice(0, 5), 'name']) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return typeof value === 'string' && value !== '' ? value : `number ${Number(path[4]) + 1}`;
}

function toDictionary(descriptor: DataPackage, problems: string[]): DataDictionary {
  const { schema } = descriptor.resources[0];
  return {
    name: descriptor.name,
    ...(descriptor.title === undefined ? {} : { title: descriptor.title }),
    fields: schema.fields.map((field) => toField(field, problems)),
    endpoints: schema.cohortloom.endpoints,
    targets: schema.cohortloom.targets,
    constraints: schema.cohortloom.constraints,
    missingValues: schema.missingValues,
    minimumCellSize: schema.cohortloom.minimumCellSize,
  };
}

function toField(descriptor: FieldDescriptor, problems: string[]): Field {
  const extension = descriptor.cohortloom ?? {};
  const states = descriptor.constraints?.enum?.map(String);
  const role = extension.role ?? (states || descriptor.type === 'string' ? 'categorical' : 'continuous');
  const tell = (problem: string) => problems.push(`field ${descriptor.name}: ${problem}`);
  if (role !== 'categorical' && descriptor.type === 'string')
    tell(`type must be number or integer for the role ${role}`);
  if (role !== 'categorical' && states) tell(`constraints.enum is for the role categorical only, not ${role}`);
  const common = {
    name: descriptor.name,
    ...(descriptor.title === undefined ? {} : { title: descriptor.title }),
    ...(descriptor.description === undefined ? {} : { description: descriptor.description }),
    ...(extension.group === undefined ? {} : { group: extension.group }),
    outcome: extension.outcome ?? false,
    required: descriptor.constraints?.required ?? false,
  };
  return role === 'categorical' ? toCategorical(common, descriptor, tell) : toNumeric(common, role, descriptor, tell);
}

type Common = Pick<Field, 'name' | 'title' | 'description' | 'group' | 'outcome' | 'required'>;

function toCategorical(common: Common, descriptor: FieldDescriptor, tell: (problem: string) => void): CategoricalField {
  const states = descriptor.constraints?.enum?.map(String);
  if (!states) tell('constraints.enum must list the states, which is needed for the role categorical');
  for (const property of ['decimals', 'unit', 'modalValues', 'log'] as const) {
    if (descriptor.cohortloom?.[property] !== undefined) tell(`cohortloom.${property} is for numeric fields only`);
  }
  return { ...common, kind: 'categorical', states: states ?? [], ordered: descriptor.cohortloom?.ordered ?? false };
}

function toNumeric(
  common: Common,
  role: Exclude<NonNullable<NonNullable<FieldDescriptor['cohortloom']>['role']>, 'categorical'>,
  descriptor: FieldDescriptor,
  tell: (problem: string) => void,
): NumericField {
  const extension = descriptor.cohortloom ?? {};
  const integer = descriptor.type === 'integer' || role === 'integer';
  const { minimum, maximum } = descriptor.constraints ?? {};
  if (minimum === undefined) tell('constraints.minimum must be an agreed plausible bound, a number');
  if (maximum === undefined) tell('constraints.maximum must be an agreed plausible bound, a number');
  if (integer && (extension.decimals ?? 0) !== 0) tell('cohortloom.decimals must be 0 for an integer');
  if (extension.ordered !== undefined) tell('cohortloom.ordered is for the role categorical only');
  return {
    ...common,
    kind: 'numeric',
    role: role === 'integer' ? 'continuous' : role,
    integer,
    decimals: integer ? 0 : (extension.decimals ?? DEFAULT_DECIMALS),
    ...(extension.unit === undefined ? {} : { unit: extension.unit }),
    minimum: minimum ?? 0,
    maximum: maximum ?? 1,
    modalValues: extension.modalValues ?? [],
    ...(extension.log ? { log: true } : {}),
  };
}

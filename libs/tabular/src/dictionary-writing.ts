import type { DataDictionary, Field } from './dictionary.ts';

export interface FieldJson {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number';
  readonly [property: string]: unknown;
}

export interface DataPackageJson {
  readonly profile: 'tabular-data-package';
  readonly name: string;
  readonly title?: string;
  readonly resources: readonly {
    readonly profile: 'tabular-data-resource';
    readonly name: string;
    readonly schema: { readonly fields: readonly FieldJson[]; readonly [property: string]: unknown };
    readonly [property: string]: unknown;
  }[];
  readonly [property: string]: unknown;
}

/**
 * The dictionary as a Frictionless Data Package, the inverse of `parseDictionary`. `path` is the CSV file that it
 * describes, relative to where the package will lie.
 */
export function toDataPackage(dictionary: DataDictionary, options: { readonly path?: string } = {}): DataPackageJson {
  return {
    profile: 'tabular-data-package',
    name: dictionary.name,
    ...(dictionary.title === undefined ? {} : { title: dictionary.title }),
    resources: [
      {
        profile: 'tabular-data-resource',
        name: 'cohort',
        ...(options.path === undefined ? {} : { path: options.path, format: 'csv', encoding: 'utf-8' }),
        schema: {
          fields: dictionary.fields.map(toFieldJson),
          missingValues: dictionary.missingValues,
          cohortloom: {
            endpoints: dictionary.endpoints,
            targets: dictionary.targets,
            constraints: dictionary.constraints,
            minimumCellSize: dictionary.minimumCellSize,
          },
        },
      },
    ],
  };
}

function toFieldJson(field: Field): FieldJson {
  return {
    name: field.name,
    type: typeOf(field),
    title: field.title,
    description: field.description,
    constraints:
      field.kind === 'categorical'
        ? { required: field.required, enum: field.states }
        : { required: field.required, minimum: field.minimum, maximum: field.maximum },
    cohortloom: { ...extensionOf(field), group: field.group, outcome: field.outcome },
  };
}

function typeOf(field: Field): FieldJson['type'] {
  if (field.kind === 'categorical') return 'string';
  return field.integer ? 'integer' : 'number';
}

function extensionOf(field: Field): Record<string, unknown> {
  if (field.kind === 'categorical') return { role: 'categorical', ordered: field.ordered };
  return {
    role: field.role,
    decimals: field.decimals,
    unit: field.unit,
    ...(field.modalValues.length > 0 ? { modalValues: field.modalValues } : {}),
    ...(field.log ? { log: true } : {}),
  };
}

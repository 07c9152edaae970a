import { z } from 'zod';

/**
 * The shape of a Frictionless Data Package (specs.frictionlessdata.io, v1) as far as we read it, with our extensions
 * under `cohortloom`. Properties we don't know are let be, save inside `cohortloom`, where one is most likely a typo.
 */
const name = z.string('must be a text').trim().min(1, 'must not be empty');
const finite = z.number('must be a number');
const flag = z.boolean('must be true or false');

const fieldExtension = z.strictObject({
  role: z
    .enum(
      ['categorical', 'continuous', 'mixed', 'log', 'general', 'integer'],
      'must be categorical, continuous, mixed, log, general or integer',
    )
    .optional(),
  unit: z.string('must be a text').optional(),
  group: z.string('must be a text').optional(),
  outcome: flag.optional(),
  ordered: flag.optional(),
  log: flag.optional(),
  decimals: z
    .int('must be a whole number from 0 to 9')
    .min(0, 'must be a whole number from 0 to 9')
    .max(9, 'must be a whole number from 0 to 9')
    .optional(),
  modalValues: z.array(finite, 'must be a list of numbers').optional(),
});

const fieldShape = z.looseObject({
  name,
  type: z.enum(['string', 'integer', 'number'], 'must be string (with an enum), integer or number'),
  title: z.string('must be a text').optional(),
  description: z.string('must be a text').optional(),
  constraints: z
    .looseObject({
      required: flag.optional(),
      enum: z
        .array(z.union([z.string(), z.number()], 'must hold texts or numbers'), 'must be a list of states')
        .min(1, 'must list at least one state')
        .optional(),
      minimum: finite.optional(),
      maximum: finite.optional(),
    })
    .optional(),
  cohortloom: fieldExtension.optional(),
});

const endpointShape = z.strictObject({
  name,
  title: z.string('must be a text').optional(),
  time: name,
  event: name,
  eventState: name,
});

const targetShape = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ name, kind: z.literal('state'), field: name, positive: name }),
    z.strictObject({
      name,
      kind: z.literal('horizon'),
      endpoint: name,
      horizon: finite.positive('must be greater than 0'),
    }),
  ],
  'must have a kind: state or horizon',
);

const constraintShape = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('order'), lesser: name, greater: name }),
    z.strictObject({ kind: z.literal('implies'), field: name, state: name, thenField: name, thenState: name }),
    z.strictObject({
      kind: z.literal('exclusive'),
      members: z
        .array(z.strictObject({ field: name, state: name }), 'must be a list of field and state')
        .min(2, 'must have at least two members'),
    }),
  ],
  'must have a kind: order, implies or exclusive',
);

const schemaExtension = z.strictObject({
  endpoints: z.array(endpointShape, 'must be a list').default([]),
  targets: z.array(targetShape, 'must be a list').default([]),
  constraints: z.array(constraintShape, 'must be a list').default([]),
  minimumCellSize: z.int('must be a whole number, 1 or more').min(1, 'must be a whole number, 1 or more').default(5),
});

const tableSchema = z.looseObject({
  fields: z.array(fieldShape, 'must be a list of fields').min(1, 'must list at least one field'),
  missingValues: z.array(z.string('must be a text'), 'must be a list of texts').default(['']),
  cohortloom: schemaExtension.prefault({}),
});

export const dataPackageShape = z.looseObject(
  {
    name,
    title: z.string('must be a text').optional(),
    resources: z
      .array(z.looseObject({ schema: tableSchema }, 'must be a resource with a schema'), 'must be a list of resources')
      .min(1, 'must list at least one resource'),
  },
  'must be a JSON object',
);

export type DataPackage = z.infer<typeof dataPackageShape>;
export type FieldDescriptor = z.infer<typeof fieldShape>;

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CohortloomError } from '#errors/cohortloom-error';
import { dictionaries } from '../testing/arbitraries.ts';
import { TRIAL } from '../testing/trial-dictionary.ts';
import { parseDictionary, readDictionary } from './dictionary-reading.ts';
import { type DataPackageJson, toDataPackage } from './dictionary-writing.ts';

type Edit = (json: ReturnType<typeof loose>) => void;

/** A data package that tests may spoil. */
function loose(json: DataPackageJson) {
  const copy: {
    name?: unknown;
    resources: {
      schema: {
        missingValues: unknown;
        fields: {
          name?: unknown;
          type?: unknown;
          constraints: Record<string, unknown>;
          cohortloom: Record<string, unknown>;
        }[];
        cohortloom: Record<string, unknown> & { endpoints: Record<string, unknown>[]; constraints: unknown[] };
      };
    }[];
  } = JSON.parse(JSON.stringify(json));
  return copy;
}

function spoiled(edit: Edit): string {
  const json = loose(toDataPackage(TRIAL));
  edit(json);
  return JSON.stringify(json);
}

function problemOf(text: string): CohortloomError {
  try {
    parseDictionary(text, 'datapackage.json');
  } catch (reason) {
    if (reason instanceof CohortloomError) return reason;
  }
  throw new Error('no CohortloomError was thrown');
}

const field = (json: ReturnType<typeof loose>, i: number) => json.resources[0].schema.fields[i];
const extension = (json: ReturnType<typeof loose>) => json.resources[0].schema.cohortloom;

describe('a data dictionary', () => {
  it('is read as it was written', () => {
    expect(parseDictionary(JSON.stringify(toDataPackage(TRIAL)))).toEqual(TRIAL);
  });

  it('is read as it was written, whatever its fields', () => {
    fc.assert(
      fc.property(dictionaries, (dictionary) => {
        expect(parseDictionary(JSON.stringify(toDataPackage(dictionary)))).toEqual(dictionary);
      }),
      { numRuns: 60 },
    );
  });

  it('needs few properties', () => {
    const text = JSON.stringify({
      name: 'small',
      resources: [
        {
          schema: {
            fields: [
              { name: 'age', type: 'integer', constraints: { minimum: 0, maximum: 120 } },
              { name: 'grade', type: 'integer', constraints: { enum: [1, 2, 3] } },
            ],
          },
        },
      ],
    });
    expect(parseDictionary(`\uFEFF${text}`)).toMatchObject({
      fields: [
        { name: 'age', kind: 'numeric', role: 'continuous', integer: true, decimals: 0, required: false },
        { name: 'grade', kind: 'categorical', states: ['1', '2', '3'] },
      ],
      missingValues: [''],
      minimumCellSize: 5,
    });
  });

  it.each<[string, Edit, string]>([
    ['a field without a name', (json) => delete field(json, 0).name, 'field number 1: name must be a text'],
    ['an unknown type', (json) => (field(json, 0).type = 'date'), 'field age: type must be string (with an enum)'],
    ['an unknown role', (json) => (field(json, 0).cohortloom.role = 'lognormal'), 'field age: cohortloom.role must be'],
    [
      'a misspelt property',
      (json) => (field(json, 0).cohortloom.rol = 'log'),
      'field age: cohortloom has unknown properties: rol',
    ],
    [
      'a bound that is no number',
      (json) => (field(json, 0).constraints.minimum = '1'),
      'field age: constraints.minimum must be a number',
    ],
    [
      'no lower bound',
      (json) => delete field(json, 0).constraints.minimum,
      'field age: constraints.minimum must be an agreed plausible bound',
    ],
    [
      'bounds upside down',
      (json) => (field(json, 0).constraints.maximum = 3),
      'field age: constraints.minimum must be less than constraints.maximum',
    ],
    [
      'states missing',
      (json) => delete field(json, 1).constraints.enum,
      'field sex: constraints.enum must list the states',
    ],
    [
      'no state',
      (json) => (field(json, 1).constraints.enum = []),
      'field sex: constraints.enum must list at least one state',
    ],
    [
      'a state twice',
      (json) => (field(json, 1).constraints.enum = ['a', 'a']),
      'field sex: constraints.enum lists a twice',
    ],
    [
      'a state that means missing',
      (json) => (field(json, 1).constraints.enum = ['a', 'NA']),
      'field sex: constraints.enum must not list "NA"',
    ],
    [
      'states of a number',
      (json) => (field(json, 0).constraints.enum = [1]),
      'field age: constraints.enum is for the role categorical only',
    ],
    [
      'text with the role log',
      (json) => (field(json, 3).type = 'string'),
      'field wbc: type must be number or integer for the role log',
    ],
    [
      'decimals of an integer',
      (json) => (field(json, 0).cohortloom.decimals = 1),
      'field age: cohortloom.decimals must be 0',
    ],
    [
      'too many decimals',
      (json) => (field(json, 3).cohortloom.decimals = 12),
      'field wbc: cohortloom.decimals must be a whole number from 0 to 9',
    ],
    [
      'a unit of states',
      (json) => (field(json, 1).cohortloom.unit = 'kg'),
      'field sex: cohortloom.unit is for numeric fields only',
    ],
    [
      'mixed without modal values',
      (json) => delete field(json, 4).cohortloom.modalValues,
      'field crp: cohortloom.modalValues must list',
    ],
    [
      'a modal value out of bounds',
      (json) => (field(json, 4).cohortloom.modalValues = [-1]),
      'field crp: cohortloom.modalValues must lie between',
    ],
    [
      'modal values of another role',
      (json) => (field(json, 0).cohortloom.modalValues = [20]),
      'field age: cohortloom.modalValues is for the role mixed only',
    ],
    [
      'log of another role',
      (json) => (field(json, 0).cohortloom.log = true),
      'field age: cohortloom.log is for the role mixed only',
    ],
    ['a name twice', (json) => (field(json, 1).name = 'age'), 'field age: name is used twice'],
    ['the name of a gap', (json) => (field(json, 0).name = 'efs_gap'), 'field efs_gap: the name is kept'],
    [
      'an endpoint without time',
      (json) => delete extension(json).endpoints[0].time,
      'schema: cohortloom.endpoints.0.time must be a text',
    ],
    [
      'an endpoint of an unknown field',
      (json) => (extension(json).endpoints[0].time = 'x'),
      'endpoint OS: time must name a numeric field',
    ],
    [
      'an unknown event state',
      (json) => (extension(json).endpoints[0].eventState = 'dead'),
      'endpoint OS: event and eventState',
    ],
    [
      'negative times',
      (json) => (field(json, 8).constraints.minimum = -1),
      'endpoint OS: its time os must have a minimum of 0 or more',
    ],
    [
      'a target of an unknown kind',
      (json) => (extension(json).targets = [{ kind: 'x' }]),
      'cohortloom.targets.0.kind must have a kind',
    ],
    [
      'a target of an unknown endpoint',
      (json) => (extension(json).targets = [{ name: 't', kind: 'horizon', endpoint: 'X', horizon: 1 }]),
      'target t: endpoint must name one of the endpoints',
    ],
    [
      'a constraint on an unknown state',
      (json) =>
        (extension(json).constraints = [
          { kind: 'implies', field: 'sex', state: 'x', thenField: 'grade', thenState: '1' },
        ]),
      'constraint 1 (implies): each field must be categorical',
    ],
    [
      'an order of states',
      (json) => (extension(json).constraints = [{ kind: 'order', lesser: 'sex', greater: 'age' }]),
      'constraint 1 (order): lesser and greater must name numeric fields',
    ],
    [
      'orders in a circle',
      (json) =>
        (extension(json).constraints = [
          { kind: 'order', lesser: 'efs', greater: 'os' },
          { kind: 'order', lesser: 'os', greater: 'efs' },
        ]),
      'constraint order: efs is less than itself',
    ],
    [
      'two greater columns',
      (json) =>
        (extension(json).constraints = [
          { kind: 'order', lesser: 'efs', greater: 'os' },
          { kind: 'order', lesser: 'efs', greater: 'age' },
        ]),
      'efs is the lesser of two constraints',
    ],
    [
      'a cell size of none',
      (json) => (extension(json).minimumCellSize = 0),
      'schema: cohortloom.minimumCellSize must be a whole number, 1 or more',
    ],
    [
      'missing values that are no list',
      (json) => (json.resources[0].schema.missingValues = 'NA'),
      'schema: missingValues must be a list of texts',
    ],
    ['no field', (json) => (json.resources[0].schema.fields = []), 'schema: fields must list at least one field'],
    ['no resource', (json) => (json.resources = []), 'resources must list at least one resource'],
    ['no name', (json) => delete json.name, 'name must be a text'],
  ])('with %s is refused', (_, edit, said) => {
    const error = problemOf(spoiled(edit));
    expect(error.code).toBe('CL-DICT-001');
    expect(error.what).toContain(said);
    expect(error.where.file).toBe('datapackage.json');
  });

  it.each(['', '{', '[]', '3', 'null'])('that is %j is refused', (text) => {
    expect(problemOf(text).code).toBe('CL-DICT-001');
  });

  it('has all its problems told at once', () => {
    const error = problemOf(
      spoiled((json) => {
        field(json, 0).constraints.maximum = 3;
        field(json, 1).name = 'age';
        extension(json).endpoints[0].time = 'x';
      }),
    );
    expect(error.what).toContain('4 problems');
  });

  it('is read from a file', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'dictionary-')), 'datapackage.json');
    await writeFile(path, JSON.stringify(toDataPackage(TRIAL)));
    expect(await readDictionary(path)).toEqual(TRIAL);
  });

  it('that is not there is named', async () => {
    await expect(readDictionary('/nowhere/datapackage.json')).rejects.toMatchObject({
      code: 'CL-IO-001',
      where: { file: '/nowhere/datapackage.json' },
    });
  });
});

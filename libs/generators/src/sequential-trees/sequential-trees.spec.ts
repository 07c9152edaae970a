import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { constraintsKept } from '#tabular/constraint-check';
import { concatRows } from '#tabular/concat-rows';
import { CohortloomError } from '#errors/cohortloom-error';
import type { CategoricalField, DataDictionary, NumericField } from '#tabular/dictionary';
import { acceptedRows } from '#tabular/model-table';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { checkContribution } from '#sums/check-contribution';
import { encodeContribution } from '#sums/contribution-codec';
import { dictionariesWithTable, tables } from '../../../tabular/testing/arbitraries.ts';
import { categorical, dictionaryOf, numeric, TRIAL } from '../../../tabular/testing/trial-dictionary.ts';
import { summedProfile, trainInProcess } from '../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import { parseTreeSettings, type TreeSettingsInput } from './hyperparameters.ts';
import { createSequentialTrees } from './sequential-trees.ts';
import type { SequentialTreesState } from './state.ts';
import { numberLeaves, type Tree } from './tree.ts';

const SMALL_LEAVES: TreeSettingsInput = { minimumLeafSize: 5 };

const NEVER = new AbortController().signal;
const ignore = (): void => {};

function generatorFor(dictionary: DataDictionary, sites: ReadonlyMap<string, Table>, settings: TreeSettingsInput) {
  const profile = summedProfile(dictionary, sites);
  return createSequentialTrees({ dictionary, setup: { profile, settings: parseTreeSettings(settings) } });
}

async function grown(dictionary: DataDictionary, sites: readonly Table[], settings: TreeSettingsInput = SMALL_LEAVES) {
  const named = new Map(sites.map((table, i) => [`site-${i}`, table]));
  const generator = generatorFor(dictionary, named, settings);
  return { generator, ...(await trainInProcess(generator, named, 'study')) };
}

/** Tables of the trial's dictionary, and a way to part their rows over sites. */
const partedTrials = fc
  .tuple(tables(TRIAL, { min: 20, max: 90 }), fc.array(fc.nat(3), { minLength: 90, maxLength: 90 }))
  .map(([table, siteOf]) => {
    const rows = Array.from({ length: table.rowCount }, (_, row) => row);
    const parts = [...Map.groupBy(rows, (row) => siteOf[row]).values()];
    return { table, sites: parts.map((part) => selectRows(table, part)) };
  });

describe('federated trees', () => {
  it('are those of the pooled rows, bit for bit, however the rows are spread over sites', async () => {
    await fc.assert(
      fc.asyncProperty(
        partedTrials,
        fc.record({
          trees: fc.constantFrom(1, 3),
          criterion: fc.constantFrom('entropy' as const, 'gini' as const),
          bins: fc.constantFrom(4, 32),
        }),
        async ({ table, sites }, settings) => {
          const pooled = await grown(TRIAL, [table], { ...SMALL_LEAVES, ...settings });
          const federated = await grown(TRIAL, sites, { ...SMALL_LEAVES, ...settings });
          const bytes = ({ generator, state }: typeof pooled) => Buffer.from(generator.encode(state));
          expect(bytes(federated).equals(bytes(pooled))).toBe(true);
          expect(await federated.sample(9, 'rows')).toEqual(await pooled.sample(9, 'rows'));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('have no leaf of fewer rows than the minimum, and each leaf counts all of its rows', async () => {
    await fc.assert(
      fc.asyncProperty(partedTrials, fc.integer({ min: 5, max: 15 }), async ({ table, sites }, minimumLeafSize) => {
        const { state } = await grown(TRIAL, sites, { minimumLeafSize });
        for (const tree of state.trees) {
          const sizes = leafSizes(state, tree);
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(table.rowCount);
          if (sizes.length > 1) expect(Math.min(...sizes)).toBeGreaterThanOrEqual(minimumLeafSize);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('never have leaves below the minimum cell size of the dictionary', async () => {
    const { state } = await grown({ ...SMALL_TRIAL, minimumCellSize: 12 }, [smallTrialRows(100, 'cells')]);
    expect(state.minimumLeafSize).toBe(12);
  });
});

describe('sampled rows', () => {
  it('keep every constraint, bound and decimal of the dictionary', async () => {
    await fc.assert(
      fc.asyncProperty(partedTrials, async ({ table }) => {
        const real = selectRows(table, acceptedRows(constraintsKept(TRIAL, table)));
        fc.pre(real.rowCount > 10);
        const { sample } = await grown(TRIAL, [real]);
        const rows = await sample(300, 'rows');
        expect(rows.rowCount).toBe(300);
        expect(constraintsKept(TRIAL, rows).every((kept) => kept === 1)).toBe(true);
        expectWithinDictionary(TRIAL, rows);
      }),
      { numRuns: 40 },
    );
  });

  it('are possible for any dictionary and table', async () => {
    await fc.assert(
      fc.asyncProperty(dictionariesWithTable({ min: 1, max: 40 }), async ({ dictionary, table }) => {
        const { sample } = await grown(dictionary, [table]);
        expectWithinDictionary(dictionary, await sample(30, 'rows'));
      }),
      { numRuns: 60 },
    );
  });

  it('have the shares and means of each group', async () => {
    const real = smallTrialRows(3000, 'real');
    const { sample } = await grown(SMALL_TRIAL, [real], {});
    const synthetic = await sample(20_000, 'rows');
    for (const carried of [0, 1]) {
      expect(share(synthetic, carried)).toBeCloseTo(share(real, carried), 1.3);
      expect(meanBlasts(synthetic, carried)).toBeCloseTo(meanBlasts(real, carried), -0.3);
    }
  });

  it('are those under a condition where states are given, also of a column that comes last', async () => {
    const { generator, state, sample } = await grown(SMALL_TRIAL, [smallTrialRows(3000, 'real')], {});
    const all = await sample(40_000, 'rows');
    const conditions: Record<string, string>[] = [{ response: '1' }, { marker: '0' }];
    for (const given of conditions) {
      const rows = await generator.sampleGiven!(state, 4000, 'given', given);
      const [name, wanted] = Object.entries(given)[0];
      expect(new Set(codesOf(rows, name))).toEqual(new Set([Number(wanted)]));
      const other = name === 'marker' ? 'response' : 'marker';
      expect(shareOf(rows, other)).toBeCloseTo(shareOf(all, other, name, Number(wanted)), 1.2);
    }
  });

  it('cannot have given states that the dictionary has not, or that nobody has', async () => {
    const real = smallTrialRows(100, 'real');
    (real.columns.get('marker') as { codes: Int32Array }).codes.fill(0);
    const { generator, state } = await grown(SMALL_TRIAL, [real]);
    const given = (states: Record<string, string | null>) => generator.sampleGiven!(state, 5, 'given', states);
    const wrong: Record<string, string | null>[] = [
      { blasts: '5' },
      { weight: '1' },
      { marker: 'yes' },
      { marker: null },
    ];
    for (const states of wrong) {
      await expect(given(states)).rejects.toMatchObject({ code: 'CL-CONF-001' });
    }
    await expect(given({ marker: '1' })).rejects.toMatchObject({ code: 'CL-MODEL-005' });
  });

  it('have numbers in a given range, the rest as in the rows of the model that have them', async () => {
    const { generator, state, sample } = await grown(SMALL_TRIAL, [smallTrialRows(3000, 'real')], {});
    const all = await sample(40_000, 'rows');
    const rows = await generator.sampleGiven!(state, 4000, 'given', { blasts: { least: 40.2, greatest: 55 } });
    const { values } = rows.columns.get('blasts') as { values: Float64Array };
    expect(values.every((value) => value >= 40.2 && value <= 55)).toBe(true);
    const inRange = (all.columns.get('blasts') as { values: Float64Array }).values.map((value) =>
      Number(value >= 40.2 && value <= 55),
    );
    const among = selectRows(all, acceptedRows(Uint8Array.from(inRange)));
    for (const name of ['marker', 'response']) expect(shareOf(rows, name)).toBeCloseTo(shareOf(among, name), 1.2);
  });

  it('keep constraints, bounds and conditions, also those of several columns at once', async () => {
    await fc.assert(
      fc.asyncProperty(partedTrials, async ({ table }) => {
        const real = selectRows(table, acceptedRows(constraintsKept(TRIAL, table)));
        fc.pre(real.rowCount > 10);
        const { generator, state } = await grown(TRIAL, [real]);
        const [time] = TRIAL.endpoints.map((endpoint) => endpoint.time);
        const given = { [time]: { least: -Infinity, greatest: 50 }, ...stateOfSome(real) };
        const rows = await generator.sampleGiven!(state, 50, 'given', given).catch((error) => error);
        if (rows instanceof CohortloomError) expect(rows.code).toBe('CL-MODEL-005');
        else {
          expectWithinDictionary(TRIAL, rows);
          expect((rows.columns.get(time) as { values: Float64Array }).values.every((value) => value <= 50)).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('say which of several conditions cannot be met', async () => {
    const real = smallTrialRows(300, 'real');
    const marker = codesOf(real, 'marker');
    codesOf(real, 'response').forEach((_, row, response) => (response[row] = marker[row]));
    const { generator, state } = await grown(SMALL_TRIAL, [real]);
    const given = { marker: '0', response: '1' };
    await expect(generator.sampleGiven!(state, 5, 'given', given)).rejects.toMatchObject({
      code: 'CL-MODEL-005',
      what: 'By the model no row with marker=0 has response=1.',
    });
  });

  it('differ by seed and repeat with it', async () => {
    const { sample } = await grown(SMALL_TRIAL, [smallTrialRows(200, 'x')]);
    expect(await sample(40, 'one')).toEqual(await sample(40, 'one'));
    expect(await sample(40, 'two')).not.toEqual(await sample(40, 'one'));
  });
});

describe('a state', () => {
  let study: Awaited<ReturnType<typeof grown>>;

  beforeAll(async () => {
    study = await grown(SMALL_TRIAL, [smallTrialRows(300, 'a'), smallTrialRows(50, 'b')]);
  });

  it('comes back from its bytes', () => {
    const { generator, state } = study;
    expect(generator.decode(generator.encode(state))).toEqual(state);
    expect(generator.isDone(generator.decode(generator.encode(state)))).toBe(true);
  });

  it('says to sites all that they need, and neither pooled counts nor leaves', async () => {
    const { generator, state } = study;
    const start = await generator.init('study');
    const received = generator.decode(generator.broadcast(start));
    const rows = smallTrialRows(30, 'c');
    const [sent, own] = [
      await generator.contribute(received, rows, 'seed', ignore, NEVER),
      await generator.contribute(start, rows, 'seed', ignore, NEVER),
    ];
    expect(encodeContribution(sent)).toEqual(encodeContribution(own));
    expect(() => checkContribution('c', sent, generator.layout(start))).not.toThrow();
    const told = generator.decode(generator.broadcast(state));
    expect(told.columns.every(({ counts }) => counts.length === 0)).toBe(true);
    expect(told.trees.every(({ leafCounts }) => leafCounts.length === 0)).toBe(true);
  });

  it('is refused for another dictionary, and other bytes as damaged', () => {
    const { generator, state } = study;
    const other = createSequentialTrees({ dictionary: TRIAL });
    expect(() => other.decode(generator.encode(state))).toThrow('no state of sequential trees');
    expect(() => generator.decode(new Uint8Array(8))).toThrow('CL-NET-003');
  });
});

describe('a search for the order', () => {
  const sites = new Map([['a', smallTrialRows(800, 'a')]]);

  it('ends with the trees of the order that scores best, and goes on from its bytes at any round', async () => {
    const generator = generatorFor(SMALL_TRIAL, sites, { order: 'search' });
    const { state } = await trainInProcess(generator, sites, 'study');
    const { candidates, scores } = state.search!;
    expect(candidates.length).toBeGreaterThan(1);
    expect(scores).toHaveLength(candidates.length);
    const best = candidates[scores.indexOf(Math.max(...scores))];
    expect(state.order).toEqual(best);
    const names = Array.from(best, (column) => SMALL_TRIAL.fields[column].name);
    const given = generatorFor(SMALL_TRIAL, sites, { order: names });
    const { state: direct } = await trainInProcess(given, sites, 'study');
    expect(state.trees).toEqual(direct.trees);
    expect(state.roots).toEqual(direct.roots);
    let resumed = await generator.init('study');
    while (!generator.isDone(resumed)) {
      const { vectors } = await generator.contribute(resumed, sites.get('a')!, 'seed', ignore, NEVER);
      const sums = new Map(
        [...vectors].map(([name, { kind, values }]) => [name, { kind, weight: 0, values: values as Float64Array }]),
      );
      resumed = generator.decode(
        generator.encode(generator.reduce(resumed, { siteCount: 1, rowCount: 800, vectors: sums })),
      );
    }
    expect(resumed).toEqual(state);
  });
});

describe('at the edges', () => {
  it('one patient at a site, a constant column, one that is missing everywhere, 500 states', async () => {
    const dictionary = dictionaryOf([
      categorical('constant', ['only', 'never'], { required: true }),
      numeric('absent'),
      categorical(
        'many',
        Array.from({ length: 500 }, (_, i) => `state ${i}`),
      ),
      numeric('fixed', { required: true }),
    ]);
    const row = (i: number): Table => ({
      rowCount: 1,
      columns: new Map([
        ['constant', { kind: 'categorical', codes: Int32Array.of(0) }],
        ['absent', { kind: 'numeric', values: Float64Array.of(Number.NaN) }],
        ['many', { kind: 'categorical', codes: Int32Array.of((i * 7) % 500) }],
        ['fixed', { kind: 'numeric', values: Float64Array.of(3.25) }],
      ]),
    });
    const sites = Array.from({ length: 60 }, (_, i) => row(i));
    const { sample } = await grown(dictionary, sites);
    const { columns } = await sample(300, 'rows');
    expect(new Set((columns.get('constant') as { codes: Int32Array }).codes)).toEqual(new Set([0]));
    expect((columns.get('absent') as { values: Float64Array }).values.every(Number.isNaN)).toBe(true);
    expect(new Set((columns.get('many') as { codes: Int32Array }).codes).size).toBeGreaterThan(40);
    const fixed = (columns.get('fixed') as { values: Float64Array }).values;
    expect(fixed.every((value) => Math.abs(value - 3.25) < 1)).toBe(true);
  });

  it('one patient in all', async () => {
    const { state, sample } = await grown(SMALL_TRIAL, [smallTrialRows(1, 'single')]);
    expect(state.trees.every(({ predictor }) => predictor.length === 1)).toBe(true);
    expect((await sample(5, 'rows')).rowCount).toBe(5);
  });

  it('a site without rows is told so', async () => {
    const generator = generatorFor(SMALL_TRIAL, new Map([['a', smallTrialRows(30, 'a')]]), {});
    const state = await generator.init('study');
    const empty = selectRows(smallTrialRows(1, 'a'), []);
    await expect(generator.contribute(state, empty, 'seed', ignore, NEVER)).rejects.toMatchObject({
      code: 'CL-DATA-006',
    });
  });

  it('a site that is gone before leaves are counted leaves none too small', async () => {
    const all = [smallTrialRows(60, 'a'), smallTrialRows(60, 'b')];
    const generator = generatorFor(SMALL_TRIAL, new Map(all.map((table, i) => [`${i}`, table])), SMALL_LEAVES);
    let state = await generator.init('study');
    while (!generator.isDone(state)) {
      const present = state.open.length > 0 ? concatRows(all) : all[0];
      const { vectors } = await generator.contribute(state, present, 'seed', ignore, NEVER);
      const sums = new Map(
        [...vectors].map(([name, { kind, values }]) => [name, { kind, weight: 0, values: values as Float64Array }]),
      );
      state = generator.reduce(state, { siteCount: 1, rowCount: present.rowCount, vectors: sums });
    }
    for (const tree of state.trees) {
      const sizes = leafSizes(state, tree);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(60);
    }
  });
});

function leafSizes(state: SequentialTreesState, tree: Tree): number[] {
  const { cellCount } = state.columns[tree.target];
  return Array.from({ length: numberLeaves(tree).leafCount }, (_, leaf) =>
    tree.leafCounts.subarray(leaf * cellCount, (leaf + 1) * cellCount).reduce((sum, count) => sum + count, 0),
  );
}

function expectWithinDictionary(dictionary: DataDictionary, { columns }: Table): void {
  const outside = dictionary.fields.filter((field) => {
    const column = columns.get(field.name);
    if (column?.kind === 'numeric' && field.kind === 'numeric') return !column.values.every(isValueOf(field));
    if (column?.kind !== 'categorical' || field.kind !== 'categorical') return true;
    return !column.codes.every((code) => code >= (field.required ? 0 : -1) && code < field.states.length);
  });
  expect(outside).toEqual([]);
}

function isValueOf(field: NumericField): (value: number) => boolean {
  const unit = 10 ** field.decimals;
  return (value) => {
    if (Number.isNaN(value)) return !field.required;
    if (value < field.minimum || value > field.maximum) return false;
    return Math.abs(Math.round(value * unit) / unit - value) < 1e-9;
  };
}

/** A state that some row has, of the first categorical column. */
function stateOfSome(table: Table): Record<string, string> {
  const field = TRIAL.fields.find(({ kind }) => kind === 'categorical') as CategoricalField;
  const code = codesOf(table, field.name).find((value) => value >= 0);
  return code === undefined ? {} : { [field.name]: field.states[code] };
}

function codesOf(table: Table, name: string): Int32Array {
  return (table.columns.get(name) as { codes: Int32Array }).codes;
}

/** Share of state 1, of the rows where another column has a given code. */
function shareOf(table: Table, name: string, among?: string, code?: number): number {
  const codes = codesOf(table, name).filter((_, row) => among === undefined || codesOf(table, among)[row] === code);
  return codes.filter((value) => value === 1).length / codes.length;
}

function share(table: Table, carried: number): number {
  const markers = (table.columns.get('marker') as { codes: Int32Array }).codes;
  const responses = (table.columns.get('response') as { codes: Int32Array }).codes;
  const rows = [...markers.keys()].filter((row) => markers[row] === carried);
  return rows.filter((row) => responses[row] === 1).length / rows.length;
}

function meanBlasts(table: Table, carried: number): number {
  const markers = (table.columns.get('marker') as { codes: Int32Array }).codes;
  const { values } = table.columns.get('blasts') as { values: Float64Array };
  const rows = [...markers.keys()].filter((row) => markers[row] === carried);
  return rows.reduce((sum, row) => sum + values[row], 0) / rows.length;
}

import { beforeAll, describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { constraintsKept } from '#tabular/constraint-check';
import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary, Field, NumericField } from '#tabular/dictionary';
import { acceptedRows } from '#tabular/model-table';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { checkContribution } from '#sums/check-contribution';
import { encodeContribution } from '#sums/contribution-codec';
import { dictionariesWithTable, tables } from '../../../tabular/testing/arbitraries.ts';
import { categorical, dictionaryOf, numeric, TRIAL } from '../../../tabular/testing/trial-dictionary.ts';
import { summedProfile, trainInProcess } from '../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import { type FlowSettingsInput, parseFlowSettings } from './hyperparameters.ts';
import { createSurvivalNflow } from './survival-nflow.ts';

const TINY: FlowSettingsInput = { hidden: 12, bins: 4, batchSize: 16, rounds: 3, localSteps: 6 };

const SITES: ReadonlyMap<string, Table> = new Map([
  ['large', smallTrialRows(60, 'large')],
  ['three', smallTrialRows(3, 'three')],
  ['single', smallTrialRows(1, 'single')],
]);

const NEVER = new AbortController().signal;
const ignore = (): void => {};

let engine: Engine;

beforeAll(async () => {
  engine = await selectEngine({ name: 'onnxruntime' });
});

function flowFor(dictionary: DataDictionary, sites: ReadonlyMap<string, Table>, settings: FlowSettingsInput = {}) {
  const profile = summedProfile(dictionary, sites);
  return createSurvivalNflow({
    dictionary,
    engine,
    setup: { profile, settings: parseFlowSettings({ ...TINY, ...settings }) },
  });
}

async function trained(
  dictionary: DataDictionary,
  sites: ReadonlyMap<string, Table>,
  settings: FlowSettingsInput = {},
  seed = 'study',
) {
  const generator = flowFor(dictionary, sites, settings);
  return { generator, ...(await trainInProcess(generator, sites, seed)) };
}

function asSites(...parts: readonly Table[]): Map<string, Table> {
  return new Map(parts.map((table, i) => [`site-${i}`, table]));
}

describe.each(['fed-avg', 'fed-avg-m', 'fed-adam', 'fed-prox', 'fed-sgd'] as const)('a study by %s', (strategy) => {
  it('ends with finite parameters that moved, with sites of three patients and of one', async () => {
    const generator = flowFor(SMALL_TRIAL, SITES, { strategy });
    const start = await generator.init('study');
    const { state } = await trained(SMALL_TRIAL, SITES, { strategy });
    const flow = state.parameters.get('flow')!;
    expect(flow.every(Number.isFinite)).toBe(true);
    expect(flow).not.toEqual(start.parameters.get('flow'));
    expect(state.history).toHaveLength(3);
    expect(state.history.every(({ trainingLoss }) => trainingLoss > 0 && trainingLoss < 20)).toBe(true);
  });
});

describe('a study', () => {
  it('gives the same bytes for the same seed, and others for another', async () => {
    const [first, again] = [await trained(SMALL_TRIAL, SITES), await trained(SMALL_TRIAL, SITES)];
    const other = await trained(SMALL_TRIAL, SITES, {}, 'other');
    const bytes = ({ generator, state }: typeof first) => Buffer.from(generator.encode(state));
    expect(bytes(again).equals(bytes(first))).toBe(true);
    expect(bytes(other).equals(bytes(first))).toBe(false);
    expect(await again.sample(40, 'rows')).toEqual(await first.sample(40, 'rows'));
    expect(await again.sample(40, 'other rows')).not.toEqual(await first.sample(40, 'rows'));
  });

  it('does not depend on the order of its sites', async () => {
    const { generator, state } = await trained(SMALL_TRIAL, SITES);
    const reversed = await trained(SMALL_TRIAL, new Map([...SITES].reverse()));
    expect(Buffer.from(generator.encode(reversed.state)).equals(Buffer.from(generator.encode(state)))).toBe(true);
  });

  it('starts as a model of independent columns that has the margins of the cohort', async () => {
    const rows = smallTrialRows(2000, 'margins');
    const generator = flowFor(SMALL_TRIAL, asSites(rows));
    const drawn = await generator.sample(await generator.init('study'), 8000, 'rows');
    expect(share(drawn, 'marker')).toBeCloseTo(share(rows, 'marker'), 1.5);
    expect(mean(drawn, 'blasts')).toBeCloseTo(mean(rows, 'blasts'), -0.3);
    expect(share(drawn, 'response', 'marker', 1)).toBeCloseTo(share(rows, 'response'), 1);
  });

  it('releases the parameters that held-out rows were likeliest under, to the last bit', async () => {
    const settings = { rounds: 12, localSteps: 30, learningRate: 0.3, patience: 3, heldOutShare: 0.3, release: 'last' };
    const sites = asSites(smallTrialRows(60, 'a'));
    const generator = flowFor(SMALL_TRIAL, sites, settings as FlowSettingsInput);
    const broadcast: Float32Array[] = [(await generator.init('study')).parameters.get('flow')!];
    const { state, sample } = await trainInProcess(generator, sites, 'study', (after) => {
      broadcast.push(after.parameters.get('flow')!);
    });
    const losses = state.history.map(({ heldOutLoss }) => heldOutLoss);
    expect(state.bestRound).toBe(losses.indexOf(Math.min(...losses)));
    expect(state.history.length).toBe(state.bestRound + 4);
    expect(state.best).toEqual(broadcast[state.bestRound]);
    expect(state.best).not.toEqual(state.parameters.get('flow'));
    const asBest = { ...state, parameters: new Map([['flow', state.best]]), bestRound: -1 };
    expect(await generator.sample(asBest, 30, 'rows')).toEqual(await sample(30, 'rows'));
  });

  it('goes to its last exchange where nobody holds rows out', async () => {
    const { generator, state } = await trained(SMALL_TRIAL, SITES, { heldOutShare: 0, patience: 1 });
    expect(state.history).toHaveLength(3);
    expect(state.bestRound).toBe(-1);
    expect(generator.isDone(state)).toBe(true);
    expect((await generator.sample(state, 5, 'rows')).rowCount).toBe(5);
  });
});

describe('a state', () => {
  it.each(['average', 'last'] as const)('comes back from its bytes (release: %s)', async (release) => {
    const { generator, state } = await trained(SMALL_TRIAL, SITES, { release });
    const decoded = generator.decode(generator.encode(state));
    expect(decoded).toEqual(state);
    expect(await generator.sample(decoded, 9, 'rows')).toEqual(await generator.sample(state, 9, 'rows'));
  });

  it('says to sites what they need, and nothing of categories, of the best or of the past', async () => {
    const { generator, state } = await trained(SMALL_TRIAL, SITES);
    const received = generator.decode(generator.broadcast(state));
    const rows = smallTrialRows(30, 'c');
    const [sent, own] = [
      await generator.contribute(received, rows, 'seed', ignore, NEVER),
      await generator.contribute(state, rows, 'seed', ignore, NEVER),
    ];
    expect(encodeContribution(sent)).toEqual(encodeContribution(own));
    expect(received.counts.map(({ length }) => length > 0)).toEqual([false, true, false]);
    expect([received.best.length, received.history.length, received.bestRound]).toEqual([0, 0, -1]);
  });

  it('is refused for another dictionary, and other bytes as damaged', async () => {
    const generator = flowFor(SMALL_TRIAL, SITES);
    const bytes = generator.encode(await generator.init('study'));
    expect(() => createSurvivalNflow({ dictionary: TRIAL, engine }).decode(bytes)).toThrow('CL-IO-004');
    expect(() => generator.decode(new Uint8Array(8))).toThrow('CL-NET-003');
  });
});

describe('a contribution', () => {
  it.each(['fed-avg', 'fed-sgd'] as const)('fits the layout of its state in every exchange (%s)', async (strategy) => {
    const { generator, state } = await trained(SMALL_TRIAL, SITES, { strategy });
    for (const at of [await generator.init('study'), state]) {
      const contribution = await generator.contribute(at, SITES.get('three')!, 'seed', ignore, NEVER);
      expect(contribution.rowCount).toBe(3);
      expect(() => checkContribution('three', contribution, generator.layout(at))).not.toThrow();
    }
  });

  it('holds the same rows out wherever they are', async () => {
    const all = smallTrialRows(80, 'spread');
    const parts = [0, 1].map((half) =>
      selectRows(
        all,
        [...Array(80).keys()].filter((row) => row % 2 === half),
      ),
    );
    const heldOut = async (sites: readonly Table[]) => {
      const generator = flowFor(SMALL_TRIAL, asSites(all), { heldOutShare: 0.3 });
      const state = await generator.init('study');
      const all3 = await Promise.all(sites.map((site) => generator.contribute(state, site, 's', ignore, NEVER)));
      return all3.reduce((sum, { vectors }) => sum + (vectors.get('rows')!.values as Float64Array)[1], 0);
    };
    expect(await heldOut(parts)).toBe(await heldOut([all]));
    expect(await heldOut([all])).toBeGreaterThan(10);
  });

  it('reports progress up to the last step and stops when told to', async () => {
    const generator = flowFor(SMALL_TRIAL, SITES, { localSteps: 12 });
    const state = await generator.init('study');
    const seen: number[] = [];
    await generator.contribute(state, SITES.get('large')!, 'seed', (done) => seen.push(done), NEVER);
    expect(seen.at(-1)).toBe(12);
    const stop = new AbortController();
    const running = generator.contribute(state, SITES.get('large')!, 'seed', () => stop.abort(), stop.signal);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is refused with CL-MODEL-001 naming a column when nothing is finite any more', async () => {
    const generator = flowFor(SMALL_TRIAL, SITES);
    const state = await generator.init('study');
    const broken = new Map([['flow', state.parameters.get('flow')!.map(() => 1e30)]]);
    const running = generator.contribute({ ...state, parameters: broken }, SITES.get('large')!, 's', ignore, NEVER);
    await expect(running).rejects.toMatchObject({ code: 'CL-MODEL-001', where: { column: expect.any(String) } });
  });

  it('of a site without rows is CL-DATA-006', async () => {
    const generator = flowFor(SMALL_TRIAL, SITES);
    const empty = selectRows(smallTrialRows(1, 'a'), []);
    const running = generator.contribute(await generator.init('study'), empty, 'seed', ignore, NEVER);
    await expect(running).rejects.toMatchObject({ code: 'CL-DATA-006' });
  });
});

describe('sampled rows', () => {
  it('keep every constraint, bound and decimal of the dictionary', async () => {
    await fc.assert(
      fc.asyncProperty(tables(TRIAL, { min: 20, max: 90 }), async (table) => {
        const real = selectRows(table, acceptedRows(constraintsKept(TRIAL, table)));
        fc.pre(real.rowCount > 10);
        const { sample } = await trained(TRIAL, asSites(real), { rounds: 1 });
        const rows = await sample(300, 'rows');
        expect(rows.rowCount).toBe(300);
        expect(constraintsKept(TRIAL, rows).every((kept) => kept === 1)).toBe(true);
        expectWithinDictionary(TRIAL, rows);
      }),
      { numRuns: 8 },
    );
  });

  it('are possible for any dictionary and table', async () => {
    await fc.assert(
      fc.asyncProperty(dictionariesWithTable({ min: 1, max: 40 }), async ({ dictionary, table }) => {
        fc.pre(dictionary.fields.some(isVarying));
        const { sample } = await trained(dictionary, asSites(table), { rounds: 1, localSteps: 2 });
        expectWithinDictionary(dictionary, await sample(30, 'rows'));
      }),
      { numRuns: 12 },
    );
  });

  it('have the shares and means of each group', async () => {
    const real = smallTrialRows(1500, 'real');
    const { sample } = await trained(SMALL_TRIAL, asSites(real), { rounds: 12, localSteps: 40, batchSize: 64 });
    const synthetic = await sample(8000, 'rows');
    for (const carried of [0, 1]) {
      expect(
        Math.abs(share(synthetic, 'response', 'marker', carried) - share(real, 'response', 'marker', carried)),
      ).toBeLessThan(0.06);
      expect(
        Math.abs(mean(synthetic, 'blasts', 'marker', carried) - mean(real, 'blasts', 'marker', carried)),
      ).toBeLessThan(2);
    }
  });
});

describe('rows under a condition', () => {
  it('are those of the model, whether the condition comes first or last', async () => {
    const sites = asSites(smallTrialRows(800, 'real'));
    const { generator, state, sample } = await trained(SMALL_TRIAL, sites, { rounds: 8, localSteps: 30 });
    const all = await sample(20_000, 'rows');
    for (const given of ['marker', 'response']) {
      const rows = await generator.sampleGiven!(state, 1500, 'given', { [given]: '1' });
      const other = given === 'marker' ? 'response' : 'marker';
      expect(share(rows, given)).toBe(1);
      expect(share(rows, other)).toBeCloseTo(share(all, other, given, 1), 1.2);
      expect(Math.abs(mean(rows, 'blasts') - mean(all, 'blasts', given, 1))).toBeLessThan(1.5);
    }
  });

  it('may have a value given, and missing', async () => {
    const dictionary = { ...SMALL_TRIAL, fields: SMALL_TRIAL.fields.map((field) => ({ ...field, required: false })) };
    const rows = smallTrialRows(400, 'values');
    numericValues(rows, 'blasts').fill(Number.NaN, 0, 60);
    const { generator, state } = await trained(dictionary, asSites(rows), { rounds: 8, localSteps: 40 });
    const high = await generator.sampleGiven!(state, 300, 'given', { blasts: '75' });
    const low = await generator.sampleGiven!(state, 300, 'given', { blasts: '30.0' });
    expect(new Set(numericValues(high, 'blasts'))).toEqual(new Set([75]));
    expect(share(high, 'marker')).toBeGreaterThan(share(low, 'marker') + 0.5);
    const missing = await generator.sampleGiven!(state, 100, 'given', { blasts: null });
    expect(numericValues(missing, 'blasts').every(Number.isNaN)).toBe(true);
  });

  it('need a state or value that the dictionary has, and that somebody has', async () => {
    const real = smallTrialRows(100, 'real');
    categoryCodes(real, 'marker').fill(0);
    const { generator, state } = await trained(SMALL_TRIAL, asSites(real));
    const given = (cells: Record<string, string | null>) => generator.sampleGiven!(state, 5, 'given', cells);
    const wrong: Record<string, string | null>[] = [
      { blasts: '500' },
      { blasts: 'many' },
      { blasts: null },
      { weight: '1' },
      { marker: 'yes' },
      { marker: null },
    ];
    for (const cells of wrong) await expect(given(cells)).rejects.toMatchObject({ code: 'CL-CONF-001' });
    await expect(given({ marker: '1' })).rejects.toMatchObject({ code: 'CL-MODEL-003' });
  });

  it('come first where the settings say so', async () => {
    const { state } = await trained(SMALL_TRIAL, SITES, { condition: ['response', 'marker'], rounds: 1 });
    expect(state.settings.condition).toEqual(['response', 'marker']);
    await expect(flowFor(SMALL_TRIAL, SITES, { condition: ['weight'] }).init('study')).rejects.toMatchObject({
      code: 'CL-CONF-001',
    });
  });
});

describe('at the edges', () => {
  it('a column that is constant at one site, one that is everywhere, one that is missing, 500 states', async () => {
    const dictionary = dictionaryOf([
      categorical('constant', ['only', 'never'], { required: true }),
      categorical('single', ['one'], { required: true }),
      numeric('absent'),
      categorical(
        'many',
        Array.from({ length: 500 }, (_, i) => `state ${i}`),
      ),
      numeric('fixed', { required: true }),
      categorical('local', ['0', '1'], { required: true }),
    ]);
    const rowsOf = (count: number, local: (row: number) => number): Table => ({
      rowCount: count,
      columns: new Map([
        ['constant', { kind: 'categorical', codes: new Int32Array(count) }],
        ['single', { kind: 'categorical', codes: new Int32Array(count) }],
        ['absent', { kind: 'numeric', values: new Float64Array(count).fill(Number.NaN) }],
        ['many', { kind: 'categorical', codes: Int32Array.from({ length: count }, (_, row) => (row * 7) % 500) }],
        ['fixed', { kind: 'numeric', values: new Float64Array(count).fill(3.25) }],
        ['local', { kind: 'categorical', codes: Int32Array.from({ length: count }, (_, row) => local(row)) }],
      ]),
    });
    const sites = asSites(
      rowsOf(60, (row) => row % 2),
      rowsOf(40, () => 1),
      rowsOf(3, () => 0),
    );
    const { state, sample } = await trained(dictionary, sites);
    expect(state.history.every(({ skippedSteps }) => skippedSteps === 0)).toBe(true);
    const rows = await sample(300, 'rows');
    expect(new Set(categoryCodes(rows, 'constant'))).toEqual(new Set([0]));
    expect(numericValues(rows, 'absent').every(Number.isNaN)).toBe(true);
    expect(new Set(categoryCodes(rows, 'many')).size).toBeGreaterThan(40);
    expect(numericValues(rows, 'fixed').every((value) => Math.abs(value - 3.25) < 1)).toBe(true);
    expect(share(rows, 'local')).toBeGreaterThan(0.4);
  });

  it('categories only, a number only', async () => {
    const [marker, blasts, response] = SMALL_TRIAL.fields;
    for (const fields of [[marker, response], [blasts]]) {
      const dictionary = dictionaryOf(fields);
      const all = smallTrialRows(40, 'edge');
      const columns = new Map(fields.map(({ name }) => [name, all.columns.get(name)!]));
      const { sample } = await trained(dictionary, asSites({ rowCount: 40, columns }));
      expectWithinDictionary(dictionary, await sample(50, 'rows'));
    }
  });

  it('one patient in all', async () => {
    const { state, sample } = await trained(SMALL_TRIAL, asSites(smallTrialRows(1, 'single')));
    expect(state.history.every(({ heldOutRows }) => heldOutRows === 0)).toBe(true);
    expect((await sample(5, 'rows')).rowCount).toBe(5);
  });

  test('CL-MODEL-002: a table of constants', async () => {
    const dictionary = dictionaryOf([categorical('single', ['one'], { required: true })]);
    const table: Table = {
      rowCount: 2,
      columns: new Map([['single', { kind: 'categorical', codes: new Int32Array(2) }]]),
    };
    await expect(flowFor(dictionary, asSites(table)).init('study')).rejects.toMatchObject({ code: 'CL-MODEL-002' });
  });

  test('CL-CONF-001: settings out of range are named', () => {
    expect(() => parseFlowSettings({ bins: 1, colour: 'red' })).toThrow(/bins/);
    expect(() => parseFlowSettings({ colour: 'red' })).toThrow('CL-CONF-001');
  });
});

function expectWithinDictionary(dictionary: DataDictionary, { columns }: Table): void {
  const outside = dictionary.fields.filter((field) => {
    const column = columns.get(field.name);
    if (column?.kind === 'numeric' && field.kind === 'numeric') return !column.values.every(isValueOf(field));
    if (column?.kind !== 'categorical' || field.kind !== 'categorical') return true;
    return !column.codes.every((code) => code >= (field.required ? 0 : -1) && code < field.states.length);
  });
  expect(outside).toEqual([]);
}

function isVarying(field: Field): boolean {
  return field.kind === 'numeric' || field.states.length > 1 || !field.required;
}

function isValueOf(field: NumericField): (value: number) => boolean {
  const unit = 10 ** field.decimals;
  return (value) => {
    if (Number.isNaN(value)) return !field.required;
    if (value < field.minimum || value > field.maximum) return false;
    return Math.abs(Math.round(value * unit) / unit - value) < 1e-9;
  };
}

/** Rows of a table, or those where a category has a code. */
function rowsWith(table: Table, among?: string, code?: number): number[] {
  const rows = [...Array(table.rowCount).keys()];
  return among === undefined ? rows : rows.filter((row) => categoryCodes(table, among)[row] === code);
}

/** Share of state 1. */
function share(table: Table, name: string, among?: string, code?: number): number {
  const rows = rowsWith(table, among, code);
  return rows.filter((row) => categoryCodes(table, name)[row] === 1).length / rows.length;
}

function mean(table: Table, name: string, among?: string, code?: number): number {
  const rows = rowsWith(table, among, code);
  return rows.reduce((sum, row) => sum + numericValues(table, name)[row], 0) / rows.length;
}

import { beforeAll, describe, expect, it, test } from '@jest/globals';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { categoryCodes, numericValues } from '#tabular/columns';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { checkContribution } from '#sums/check-contribution';
import { encodeContribution } from '#sums/contribution-codec';
import { categorical, dictionaryOf, numeric, TRIAL } from '../../../tabular/testing/trial-dictionary.ts';
import { trainInProcess } from '../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import type { FlowSettingsInput } from './hyperparameters.ts';
import { createSurvivalNflow } from './survival-nflow.ts';
import { asSites, expectWithinDictionary, flowFor, mean, share, SITES, trained } from './testing/trained-flow.ts';

const NEVER = new AbortController().signal;
const ignore = (): void => {};

let engine: Engine;

beforeAll(async () => {
  engine = await selectEngine({ name: 'onnxruntime' });
});

describe.each(['fed-avg', 'fed-avg-m', 'fed-adam', 'fed-prox', 'fed-sgd'] as const)('a study by %s', (strategy) => {
  it('ends with finite parameters that moved, with sites of three patients and of one', async () => {
    const generator = flowFor(engine, SMALL_TRIAL, SITES, { strategy });
    const start = await generator.init('study');
    const { state } = await trained(engine, SMALL_TRIAL, SITES, { strategy });
    const flow = state.parameters.get('flow')!;
    expect(flow.every(Number.isFinite)).toBe(true);
    expect(flow).not.toEqual(start.parameters.get('flow'));
    expect(state.history).toHaveLength(3);
    expect(state.history.every(({ trainingLoss }) => trainingLoss > 0 && trainingLoss < 20)).toBe(true);
  });
});

describe('a study', () => {
  it('gives the same bytes for the same seed, and others for another', async () => {
    const [first, again] = [await trained(engine, SMALL_TRIAL, SITES), await trained(engine, SMALL_TRIAL, SITES)];
    const other = await trained(engine, SMALL_TRIAL, SITES, {}, 'other');
    const bytes = ({ generator, state }: typeof first) => Buffer.from(generator.encode(state));
    expect(bytes(again).equals(bytes(first))).toBe(true);
    expect(bytes(other).equals(bytes(first))).toBe(false);
    expect(await again.sample(40, 'rows')).toEqual(await first.sample(40, 'rows'));
    expect(await again.sample(40, 'other rows')).not.toEqual(await first.sample(40, 'rows'));
  });

  it('does not depend on the order of its sites', async () => {
    const { generator, state } = await trained(engine, SMALL_TRIAL, SITES);
    const reversed = await trained(engine, SMALL_TRIAL, new Map([...SITES].reverse()));
    expect(Buffer.from(generator.encode(reversed.state)).equals(Buffer.from(generator.encode(state)))).toBe(true);
  });

  it('starts as a model of independent columns that has the margins of the cohort', async () => {
    const rows = smallTrialRows(2000, 'margins');
    const generator = flowFor(engine, SMALL_TRIAL, asSites(rows));
    const drawn = await generator.sample(await generator.init('study'), 8000, 'rows');
    expect(share(drawn, 'marker')).toBeCloseTo(share(rows, 'marker'), 1.5);
    expect(mean(drawn, 'blasts')).toBeCloseTo(mean(rows, 'blasts'), -0.3);
    expect(share(drawn, 'response', 'marker', 1)).toBeCloseTo(share(rows, 'response'), 1);
  });

  it('releases the parameters that held-out rows were likeliest under, to the last bit', async () => {
    const settings = { rounds: 60, localSteps: 20, learningRate: 0.3, patience: 3, heldOutShare: 0.3, release: 'last' };
    const sites = asSites(smallTrialRows(60, 'a'));
    const generator = flowFor(engine, SMALL_TRIAL, sites, settings as FlowSettingsInput);
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
    const { generator, state } = await trained(engine, SMALL_TRIAL, SITES, { heldOutShare: 0, patience: 1 });
    expect(state.history).toHaveLength(3);
    expect(state.bestRound).toBe(-1);
    expect(generator.isDone(state)).toBe(true);
    expect((await generator.sample(state, 5, 'rows')).rowCount).toBe(5);
  });
});

describe('a state', () => {
  it.each(['average', 'last'] as const)('comes back from its bytes (release: %s)', async (release) => {
    const { generator, state } = await trained(engine, SMALL_TRIAL, SITES, { release });
    const decoded = generator.decode(generator.encode(state));
    expect(decoded).toEqual(state);
    expect(await generator.sample(decoded, 9, 'rows')).toEqual(await generator.sample(state, 9, 'rows'));
  });

  it.each<FlowSettingsInput>([{ discrete: 'dequantised' }, { survival: 'hazard-head' }])(
    'lets sites contribute what they would with all of it: %j',
    async (settings) => {
      const { generator, state } = await trained(engine, SMALL_TRIAL, SITES, { ...settings, rounds: 1 });
      const rows = smallTrialRows(30, 'c');
      const at = (own: typeof state) => generator.contribute(own, rows, 'seed', ignore, NEVER);
      const sent = await at(generator.decode(generator.broadcast(state)));
      expect(encodeContribution(sent)).toEqual(encodeContribution(await at(state)));
    },
  );

  it('says to sites what they need, and nothing of categories, of the best or of the past', async () => {
    const { generator, state } = await trained(engine, SMALL_TRIAL, SITES);
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
    const generator = flowFor(engine, SMALL_TRIAL, SITES);
    const bytes = generator.encode(await generator.init('study'));
    expect(() => createSurvivalNflow({ dictionary: TRIAL, engine }).decode(bytes)).toThrow('CL-IO-004');
    expect(() => generator.decode(new Uint8Array(8))).toThrow('CL-NET-003');
  });
});

describe('a contribution', () => {
  it.each(['fed-avg', 'fed-sgd'] as const)('fits the layout of its state in every exchange (%s)', async (strategy) => {
    const { generator, state } = await trained(engine, SMALL_TRIAL, SITES, { strategy });
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
      const generator = flowFor(engine, SMALL_TRIAL, asSites(all), { heldOutShare: 0.3 });
      const state = await generator.init('study');
      const all3 = await Promise.all(sites.map((site) => generator.contribute(state, site, 's', ignore, NEVER)));
      return all3.reduce((sum, { vectors }) => sum + (vectors.get('rows')!.values as Float64Array)[1], 0);
    };
    expect(await heldOut(parts)).toBe(await heldOut([all]));
    expect(await heldOut([all])).toBeGreaterThan(10);
  });

  it('reports progress up to the last step and stops when told to', async () => {
    const generator = flowFor(engine, SMALL_TRIAL, SITES, { localSteps: 12 });
    const state = await generator.init('study');
    const seen: number[] = [];
    await generator.contribute(state, SITES.get('large')!, 'seed', (done) => seen.push(done), NEVER);
    expect(seen.at(-1)).toBe(12);
    const stop = new AbortController();
    const running = generator.contribute(state, SITES.get('large')!, 'seed', () => stop.abort(), stop.signal);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is refused with CL-MODEL-001 naming a column when nothing is finite any more', async () => {
    const generator = flowFor(engine, SMALL_TRIAL, SITES);
    const state = await generator.init('study');
    const broken = new Map([['flow', state.parameters.get('flow')!.map(() => 1e30)]]);
    const running = generator.contribute({ ...state, parameters: broken }, SITES.get('large')!, 's', ignore, NEVER);
    await expect(running).rejects.toMatchObject({ code: 'CL-MODEL-001', where: { column: expect.any(String) } });
  });

  it('of a site without rows is CL-DATA-006', async () => {
    const generator = flowFor(engine, SMALL_TRIAL, SITES);
    const empty = selectRows(smallTrialRows(1, 'a'), []);
    const running = generator.contribute(await generator.init('study'), empty, 'seed', ignore, NEVER);
    await expect(running).rejects.toMatchObject({ code: 'CL-DATA-006' });
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
    const { state, sample } = await trained(engine, dictionary, sites);
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
      const { sample } = await trained(engine, dictionary, asSites({ rowCount: 40, columns }));
      expectWithinDictionary(dictionary, await sample(50, 'rows'));
    }
  });

  it('one patient in all', async () => {
    const { state, sample } = await trained(engine, SMALL_TRIAL, asSites(smallTrialRows(1, 'single')));
    expect(state.history.every(({ heldOutRows }) => heldOutRows === 0)).toBe(true);
    expect((await sample(5, 'rows')).rowCount).toBe(5);
  });

  test('CL-MODEL-002: a table of constants', async () => {
    const dictionary = dictionaryOf([categorical('single', ['one'], { required: true })]);
    const table: Table = {
      rowCount: 2,
      columns: new Map([['single', { kind: 'categorical', codes: new Int32Array(2) }]]),
    };
    await expect(flowFor(engine, dictionary, asSites(table)).init('study')).rejects.toMatchObject({
      code: 'CL-MODEL-002',
    });
  });
});

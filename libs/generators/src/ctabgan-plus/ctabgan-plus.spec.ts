import { beforeAll, describe, expect, it, test } from '@jest/globals';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { checkContribution } from '#sums/check-contribution';
import { encodeContribution } from '#sums/contribution-codec';
import type { Table } from '#tabular/table';
import { runInProcess, summedProfile } from '../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import type { FederatedGenerator } from '../federated-generator.ts';
import { createCtabganPlus } from './ctabgan-plus.ts';
import { type HyperparametersInput, parseHyperparameters } from './hyperparameters.ts';
import type { CtabganPlusState } from './state.ts';

const TINY: HyperparametersInput = {
  generatorWidths: [16, 16],
  criticWidths: [16],
  classifierWidths: [8],
  noiseWidth: 8,
  batchSize: 16,
  rounds: 3,
  localSteps: 4,
};

const SITES: ReadonlyMap<string, Table> = new Map([
  ['large', smallTrialRows(60, 'large')],
  ['small', smallTrialRows(9, 'small')],
  ['single', smallTrialRows(1, 'single')],
]);

const NEVER = new AbortController().signal;
const ignore = (): void => {};

let engine: Engine;

beforeAll(async () => {
  engine = await selectEngine({ name: 'onnxruntime' });
});

function generatorWith(settings: HyperparametersInput): FederatedGenerator<CtabganPlusState> {
  const hyperparameters = parseHyperparameters({ ...TINY, ...settings });
  const profile = summedProfile(SMALL_TRIAL, SITES);
  return createCtabganPlus({ dictionary: SMALL_TRIAL, engine, setup: { profile, hyperparameters } });
}

function study(settings: HyperparametersInput, seed: string) {
  const hyperparameters = parseHyperparameters({ ...TINY, ...settings });
  return runInProcess({ dictionary: SMALL_TRIAL, sites: SITES, hyperparameters, engine, seed });
}

describe.each(['fed-avg', 'fed-avg-m', 'fed-adam', 'fed-prox', 'fed-sgd'] as const)('a study by %s', (strategy) => {
  it('ends with finite parameters that moved, with sites of nine rows and of one', async () => {
    const generator = generatorWith({ strategy });
    const start = await generator.init('a study');
    const { state } = await study({ strategy }, 'a study');
    expect(generator.isDone(state)).toBe(true);
    for (const [name, values] of state.parameters) {
      expect(values.every(Number.isFinite)).toBe(true);
      expect(values).not.toEqual(start.parameters.get(name));
    }
    expect(state.losses).toHaveLength(3);
  });
});

describe('a study', () => {
  it('gives the same bytes for the same seed, and others for another', async () => {
    const generator = generatorWith({});
    const [first, again, other] = [await study({}, 'one'), await study({}, 'one'), await study({}, 'two')];
    expect(generator.encode(again.state)).toEqual(generator.encode(first.state));
    expect(generator.encode(other.state)).not.toEqual(generator.encode(first.state));
    expect(await again.sample(40, 'rows')).toEqual(await first.sample(40, 'rows'));
    expect(await again.sample(40, 'other rows')).not.toEqual(await first.sample(40, 'rows'));
  });

  it.each(['convolutional', 'mlp'] as const)('trains the %s body in reference mode', async (body) => {
    const { state, sample } = await study({ body, channels: 4, mode: 'reference', rounds: 1 }, 'reference');
    expect(state.round).toBe(1);
    expect((await sample(25, 'rows')).rowCount).toBe(25);
  });
});

describe('a state', () => {
  it('is the same after encoding and decoding', async () => {
    const generator = generatorWith({ strategy: 'fed-sgd' });
    const { state } = await study({ strategy: 'fed-sgd' }, 'codec');
    const decoded = generator.decode(generator.encode(state));
    expect(generator.encode(decoded)).toEqual(generator.encode(state));
    expect(decoded.parameters).toEqual(state.parameters);
    expect(decoded.server).toEqual(state.server);
    expect(decoded.losses).toEqual(state.losses);
  });

  it('reaches sites without what only the coordinator needs', async () => {
    const generator = generatorWith({ strategy: 'fed-sgd' });
    const state = await generator.init('broadcast');
    const received = generator.decode(generator.broadcast(state));
    expect(received.parameters).toEqual(state.parameters);
    expect(received.average).toHaveLength(0);
    expect(received.server.slots.size).toBe(0);
  });

  it('is refused with CL-IO-004 when the bytes hold something else', async () => {
    const generator = generatorWith({});
    const other = generator.encode(await generator.init('other'));
    const text = new TextDecoder('latin1').decode(other).replace('ctabgan-plus/1', 'ctabgan-plus/9');
    expect(() => generator.decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))).toThrow(
      expect.objectContaining({ code: 'CL-IO-004' }),
    );
  });
});

describe('a contribution', () => {
  it('fits the layout of its state, for every kind of exchange', async () => {
    for (const strategy of ['fed-avg', 'fed-sgd'] as const) {
      const generator = generatorWith({ strategy });
      const state = await generator.init('layout');
      const contribution = await generator.contribute(state, SITES.get('small')!, 'seed', ignore, NEVER);
      expect(contribution.rowCount).toBe(9);
      expect(() => checkContribution('small', contribution, generator.layout(state))).not.toThrow();
    }
  });

  it('reports progress up to the last step and stops when told to', async () => {
    const generator = generatorWith({ localSteps: 12 });
    const state = await generator.init('progress');
    const seen: number[] = [];
    await generator.contribute(state, SITES.get('large')!, 'seed', (done) => seen.push(done), NEVER);
    expect(seen.at(-1)).toBe(12);
    const stop = new AbortController();
    const running = generator.contribute(state, SITES.get('large')!, 'seed', () => stop.abort(), stop.signal);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is refused with CL-MODEL-001 naming the loss when training diverges', async () => {
    const generator = generatorWith({});
    const state = await generator.init('diverged');
    const broken = new Map(state.parameters).set(
      'critic',
      state.parameters.get('critic')!.map(() => 1e30),
    );
    const running = generator.contribute({ ...state, parameters: broken }, SITES.get('large')!, 's', ignore, NEVER);
    await expect(running).rejects.toMatchObject({ code: 'CL-MODEL-001', what: expect.stringContaining('loss') });
  });
});

describe('a training that was interrupted', () => {
  const LONG = { localSteps: 23 };

  /** What a contribution is made of, what was saved on the way, and the steps that were reported. */
  async function contribute(settings: HyperparametersInput, found?: Uint8Array) {
    const generator = generatorWith(settings);
    const state = await generator.init('interrupted');
    const saved: Uint8Array[] = [];
    const steps: number[] = [];
    const checkpoint = { load: async () => found, save: (encode: () => Uint8Array) => void saved.push(encode()) };
    const table = SITES.get('large')!;
    const contribution = await generator.contribute(state, table, 'seed', (n) => steps.push(n), NEVER, checkpoint);
    return { bytes: encodeContribution(contribution), saved, steps };
  }

  it.each(['fed-avg', 'fed-prox'] as const)(
    'goes on from any checkpoint to the same bytes, by %s',
    async (strategy) => {
      const whole = await contribute({ ...LONG, strategy });
      expect(whole.steps).toEqual([0, 5, 10, 15, 20, 23]);
      expect(whole.saved).toHaveLength(4);
      for (const [i, found] of whole.saved.entries()) {
        const resumed = await contribute({ ...LONG, strategy }, found);
        expect(resumed.bytes).toEqual(whole.bytes);
        expect(resumed.steps).toEqual(whole.steps.slice(i + 1));
        expect(resumed.saved).toEqual(whole.saved.slice(i + 1));
      }
    },
  );

  it('begins anew from a checkpoint of another training, or from damaged bytes', async () => {
    const whole = await contribute(LONG);
    const [longer] = (await contribute({ localSteps: 30 })).saved;
    const [wider] = (await contribute({ ...LONG, criticWidths: [24] })).saved;
    for (const found of [longer, wider, whole.saved[0].subarray(0, 100), new Uint8Array(0)]) {
      const again = await contribute(LONG, found);
      expect(again.steps).toEqual(whole.steps);
      expect(again.bytes).toEqual(whole.bytes);
    }
  });
});

describe('a model that cannot be built', () => {
  test('CL-MODEL-002: an auxiliary target that is no field', async () => {
    await expect(generatorWith({ auxiliaryTarget: 'nowhere' }).init('seed')).rejects.toMatchObject({
      code: 'CL-MODEL-002',
      where: { column: 'nowhere' },
    });
  });

  test('CL-MODEL-002: a table of general columns only, which has no states to condition on', async () => {
    const [, blasts] = SMALL_TRIAL.fields;
    const dictionary = { ...SMALL_TRIAL, fields: [{ ...blasts, role: 'general' as const }], targets: [] };
    const sites = new Map([['one', smallTrialRows(30, 'general')]]);
    const setup = { profile: summedProfile(dictionary, sites), hyperparameters: parseHyperparameters({}) };
    const generator = createCtabganPlus({ dictionary, engine, setup });
    await expect(generator.init('seed')).rejects.toMatchObject({ code: 'CL-MODEL-002' });
  });

  test('CL-CONF-001: a setting out of range is named', () => {
    expect(() => parseHyperparameters({ batchSize: 1 })).toThrow(
      expect.objectContaining({ code: 'CL-CONF-001', what: expect.stringContaining('batchSize') }),
    );
    expect(() => parseHyperparameters({ colour: 'red' })).toThrow(expect.objectContaining({ code: 'CL-CONF-001' }));
  });
});

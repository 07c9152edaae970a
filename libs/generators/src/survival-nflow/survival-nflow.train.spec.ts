import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { constraintsKept } from '#tabular/constraint-check';
import { categoryCodes, numericValues } from '#tabular/columns';
import { acceptedRows } from '#tabular/model-table';
import { selectRows } from '#tabular/select-rows';
import { dictionariesWithTable, tables } from '../../../tabular/testing/arbitraries.ts';
import { TRIAL } from '../../../tabular/testing/trial-dictionary.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import type { Given } from '../conditions/given.ts';
import { BASE_LAYERS, type FlowSettingsInput, LINEAR_LAYERS } from './hyperparameters.ts';
import {
  asSites,
  expectWithinDictionary,
  flowFor,
  isVarying,
  mean,
  share,
  SITES,
  trained,
} from './testing/trained-flow.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await selectEngine({ name: 'onnxruntime' });
});

const VARIANTS: readonly [string, FlowSettingsInput][] = [
  ['hazards for times', { survival: 'hazard-head', hazardIntervals: 6 }],
  ...BASE_LAYERS.map((base): [string, FlowSettingsInput] => [
    `dequantised, ${base}`,
    { discrete: 'dequantised', base },
  ]),
  ...LINEAR_LAYERS.map((linear): [string, FlowSettingsInput] => [
    `dequantised, ${linear}`,
    { discrete: 'dequantised', linear },
  ]),
];

describe.each(VARIANTS)('a flow of another kind: %s', (_, settings) => {
  it('trains, comes back from its bytes, samples rows within the dictionary', async () => {
    const [table] = fc.sample(tables(TRIAL, { min: 60, max: 60 }), { numRuns: 1, seed: 5 });
    const sites = asSites(table, selectRows(table, [0, 1, 2]));
    const { generator, state } = await trained(engine, TRIAL, sites, { ...settings, rounds: 2 });
    expect(state.history.every(({ skippedSteps }) => skippedSteps === 0)).toBe(true);
    const decoded = generator.decode(generator.encode(state));
    expect(decoded).toEqual(state);
    const rows = await generator.sample(decoded, 200, 'rows');
    expectWithinDictionary(TRIAL, rows);
    expect(await generator.sample(state, 200, 'rows')).toEqual(rows);
    const [efs, os] = [numericValues(rows, 'efs'), numericValues(rows, 'os')];
    expect(efs.filter((value, row) => value > os[row]).length).toBeLessThan(5);
  });
});

describe('sampled rows', () => {
  it('keep every constraint, bound and decimal of the dictionary', async () => {
    await fc.assert(
      fc.asyncProperty(tables(TRIAL, { min: 20, max: 90 }), async (table) => {
        const real = selectRows(table, acceptedRows(constraintsKept(TRIAL, table)));
        fc.pre(real.rowCount > 10);
        const { sample } = await trained(engine, TRIAL, asSites(real), { rounds: 1 });
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
        const { sample } = await trained(engine, dictionary, asSites(table), { rounds: 1, localSteps: 2 });
        expectWithinDictionary(dictionary, await sample(30, 'rows'));
      }),
      { numRuns: 12 },
    );
  });

  it('have the shares and means of each group', async () => {
    const real = smallTrialRows(1500, 'real');
    const { sample } = await trained(engine, SMALL_TRIAL, asSites(real), { rounds: 12, localSteps: 40, batchSize: 64 });
    const synthetic = await sample(8000, 'rows');
    for (const carried of [0, 1]) {
      expect(
        Math.abs(share(synthetic, 'response', 'marker', carried) - share(real, 'response', 'marker', carried)),
      ).toBeLessThan(0.06);
      expect(
        Math.abs(mean(synthetic, 'blasts', 'marker', carried) - mean(real, 'blasts', 'marker', carried)),
      ).toBeLessThan(3);
    }
  });
});

describe('rows under a condition', () => {
  it('are those of the model, whether the condition comes first or last', async () => {
    const sites = asSites(smallTrialRows(800, 'real'));
    const { generator, state, sample } = await trained(engine, SMALL_TRIAL, sites, { rounds: 8, localSteps: 30 });
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
    const { generator, state } = await trained(engine, dictionary, asSites(rows), { rounds: 8, localSteps: 40 });
    const high = await generator.sampleGiven!(state, 300, 'given', { blasts: { least: 75, greatest: 75 } });
    const low = await generator.sampleGiven!(state, 300, 'given', { blasts: { least: 30, greatest: 30 } });
    expect(new Set(numericValues(high, 'blasts'))).toEqual(new Set([75]));
    expect(share(high, 'marker')).toBeGreaterThan(share(low, 'marker') + 0.5);
    const range = await generator.sampleGiven!(state, 300, 'given', { blasts: { least: 60, greatest: Infinity } });
    expect(numericValues(range, 'blasts').every((value) => value >= 60)).toBe(true);
    expect(share(range, 'marker')).toBeGreaterThan(share(low, 'marker') + 0.3);
    const missing = await generator.sampleGiven!(state, 100, 'given', { blasts: null });
    expect(numericValues(missing, 'blasts').every(Number.isNaN)).toBe(true);
  });

  it('need a state or value that the dictionary has, and that somebody has', async () => {
    const real = smallTrialRows(100, 'real');
    categoryCodes(real, 'marker').fill(0);
    const { generator, state } = await trained(engine, SMALL_TRIAL, asSites(real));
    const given = (cells: Given) => generator.sampleGiven!(state, 5, 'given', cells);
    const wrong: Given[] = [
      { blasts: { least: 60, greatest: 50 } },
      { blasts: '75' },
      { blasts: null },
      { weight: '1' },
      { marker: 'yes' },
      { marker: null },
    ];
    for (const cells of wrong) await expect(given(cells)).rejects.toMatchObject({ code: 'CL-CONF-001' });
    await expect(given({ marker: '1' })).rejects.toMatchObject({ code: 'CL-MODEL-005' });
  });

  it('are none of a flow that draws records as a whole', async () => {
    const { generator, state } = await trained(engine, SMALL_TRIAL, SITES, { discrete: 'dequantised', rounds: 1 });
    await expect(generator.sampleGiven!(state, 5, 'given', { marker: '1' })).rejects.toMatchObject({
      code: 'CL-MODEL-005',
    });
  });

  it('come first where the settings say so', async () => {
    const { state } = await trained(engine, SMALL_TRIAL, SITES, { condition: ['response', 'marker'], rounds: 1 });
    expect(state.settings.condition).toEqual(['response', 'marker']);
    await expect(flowFor(engine, SMALL_TRIAL, SITES, { condition: ['weight'] }).init('study')).rejects.toMatchObject({
      code: 'CL-CONF-001',
    });
  });
});

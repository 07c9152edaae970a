import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { numericValues } from '#tabular/columns';
import { tables } from '../../../tabular/testing/arbitraries.ts';
import { TRIAL } from '../../../tabular/testing/trial-dictionary.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import type { ModelSampler, ReleasedModel } from '../released-model.ts';
import { restoreSurvivalNflow } from './restore.ts';
import { asSites, expectWithinDictionary, mean, share, trained } from './testing/trained-flow.ts';

let engine: Engine;
let released: ReleasedModel;
let sampler: ModelSampler;

/** As it is read again from files. */
function asRead({ onnx, encoding }: ReleasedModel): ReleasedModel {
  return { onnx: onnx?.slice(), encoding: JSON.parse(JSON.stringify(encoding)) };
}

beforeAll(async () => {
  engine = await selectEngine({ name: 'onnxruntime' });
  const sites = asSites(smallTrialRows(600, 'restored'));
  const { generator, state } = await trained(engine, SMALL_TRIAL, sites, { rounds: 6, localSteps: 30 });
  released = asRead({ onnx: generator.toOnnx!(state), encoding: generator.describeOutput!(state) });
  sampler = await restoreSurvivalNflow(released, SMALL_TRIAL, engine);
});

describe('a flow read from its release', () => {
  it('samples rows like those that it was trained on, the same ones for a seed', async () => {
    const real = smallTrialRows(600, 'restored');
    const rows = await sampler.sample(3000, 'rows');
    expect(rows.rowCount).toBe(3000);
    expectWithinDictionary(SMALL_TRIAL, rows);
    expect(share(rows, 'marker')).toBeCloseTo(share(real, 'marker'), 1);
    for (const carried of [0, 1]) {
      const off = mean(rows, 'blasts', 'marker', carried) - mean(real, 'blasts', 'marker', carried);
      expect(Math.abs(off)).toBeLessThan(8);
    }
    expect(await sampler.sample(10, 'rows')).toEqual(await sampler.sample(10, 'rows'));
    expect(await sampler.sample(10, 'other')).not.toEqual(await sampler.sample(10, 'rows'));
  });

  it('samples under conditions', async () => {
    const rows = await sampler.sampleGiven!(200, 'given', { marker: '1', blasts: { least: 60, greatest: Infinity } });
    expect(rows.rowCount).toBe(200);
    expect(share(rows, 'marker')).toBe(1);
    expect(numericValues(rows, 'blasts').every((value) => value >= 60)).toBe(true);
    await expect(sampler.sampleGiven!(5, 'given', { marker: 'x' })).rejects.toMatchObject({ code: 'CL-CONF-001' });
  });

  it('keeps bounds, decimals and the order of times for every kind of column', async () => {
    const [table] = fc.sample(tables(TRIAL, { min: 80, max: 80 }), { numRuns: 1, seed: 3 });
    const { generator, state } = await trained(engine, TRIAL, asSites(table), { rounds: 1 });
    const files = asRead({ onnx: generator.toOnnx!(state), encoding: generator.describeOutput!(state) });
    const rows = await (await restoreSurvivalNflow(files, TRIAL, engine)).sample(500, 'rows');
    expectWithinDictionary(TRIAL, rows);
    const [efs, os] = [numericValues(rows, 'efs'), numericValues(rows, 'os')];
    expect(efs.some((value, row) => value > os[row])).toBe(false);
  });

  it('is refused where files are missing or not of one release', async () => {
    const { onnx, encoding } = released;
    const wrong: [ReleasedModel, typeof TRIAL][] = [
      [{ encoding }, SMALL_TRIAL],
      [{ onnx }, SMALL_TRIAL],
      [{ onnx, encoding: { version: 2, columns: [] } }, SMALL_TRIAL],
      [{ onnx, encoding }, TRIAL],
    ];
    for (const [files, dictionary] of wrong) {
      await expect(restoreSurvivalNflow(files, dictionary, engine)).rejects.toMatchObject({ code: 'CL-IO-004' });
    }
  });
});

import { expect, test } from '@jest/globals';
import { selectEngine } from '#compute/engine/select-engine';
import { profileMargins } from '#tabular/profile/margins';
import { categoryCodes, numericValues } from '#tabular/columns';
import type { Table } from '#tabular/table';
import { runInProcess } from '../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import { sampleCalibrated } from '../calibration/calibrate.ts';
import { createCtabganPlus } from './ctabgan-plus.ts';
import { ctabganPlusKind } from './ctabgan-plus-kind.ts';
import { parseHyperparameters } from './hyperparameters.ts';

test('three sites with 200 rows in all learn a cohort that keeps its margins and its associations', async () => {
  const sites = new Map([
    ['a', smallTrialRows(110, 'a')],
    ['b', smallTrialRows(70, 'b')],
    ['c', smallTrialRows(20, 'c')],
  ]);
  const engine = await selectEngine({ name: 'onnxruntime' });
  const hyperparameters = parseHyperparameters({
    generatorWidths: [32, 32],
    criticWidths: [32, 32],
    classifierWidths: [16],
    noiseWidth: 16,
    batchSize: 64,
    learningRate: 3e-3,
    rounds: 12,
    localSteps: 50,
  });
  const study = await runInProcess({ dictionary: SMALL_TRIAL, sites, hyperparameters, engine, seed: 'small trial' });
  const margins = profileMargins(SMALL_TRIAL, study.profile);
  const { table, warnings } = await sampleCalibrated(study.sample, SMALL_TRIAL, margins, { n: 300 }, 'cohort');
  expect(warnings).toEqual([]);
  expect(share(table, 'marker')).toBeCloseTo(pooledShare(sites, 'marker'), 1);
  expect(share(table, 'response')).toBeCloseTo(pooledShare(sites, 'response'), 1);
  // Planted: 35 percentage points and 0.55. Shuffled columns: 0 and 0.
  expect(blastDifference(table)).toBeGreaterThan(20);
  expect(responseDifference(table)).toBeGreaterThan(0.25);

  // What is released of it can be sampled too, also under conditions.
  const generator = createCtabganPlus({ dictionary: SMALL_TRIAL, engine });
  const encoding: unknown = JSON.parse(JSON.stringify(generator.describeOutput!(study.state)));
  const released = { onnx: generator.toOnnx!(study.state), encoding };
  const restored = await ctabganPlusKind.restore!(released, SMALL_TRIAL, engine);
  const rows = await restored.sample(2000, 'rows');
  expect(await restored.sample(2000, 'rows')).toEqual(rows);
  expect(blastDifference(rows)).toBeGreaterThan(20);
  const given = { marker: '1', blasts: { least: 50, greatest: 100 } };
  const carriers = await restored.sampleGiven!(200, 'rows', given);
  expect(carriers.rowCount).toBe(200);
  expect(categoryCodes(carriers, 'marker').every((code) => code === 1)).toBe(true);
  expect(numericValues(carriers, 'blasts').every((value) => value >= 50)).toBe(true);
  await expect(restored.sampleGiven!(5, 'rows', { blasts: { least: 0.05, greatest: 0.06 } })).rejects.toMatchObject({
    code: 'CL-MODEL-005',
  });
  for (const part of [{ encoding }, { onnx: released.onnx }]) {
    await expect(ctabganPlusKind.restore!(part, SMALL_TRIAL, engine)).rejects.toMatchObject({ code: 'CL-MODEL-006' });
  }
  for (const broken of [
    { onnx: new Uint8Array(9), encoding },
    { onnx: released.onnx, encoding: {} },
  ]) {
    await expect(ctabganPlusKind.restore!(broken, SMALL_TRIAL, engine)).rejects.toMatchObject({ code: 'CL-IO-004' });
  }
});

/** Difference of the mean percentage between carriers and others, in percentage points. */
function blastDifference(table: Table): number {
  const markers = categoryCodes(table, 'marker');
  const values = numericValues(table, 'blasts');
  const mean = (state: number) => {
    const own = values.filter((_, row) => markers[row] === state);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  };
  return mean(1) - mean(0);
}

function responseDifference(table: Table): number {
  const markers = categoryCodes(table, 'marker');
  const responses = categoryCodes(table, 'response');
  const rate = (state: number) => {
    const rows = [...markers.keys()].filter((row) => markers[row] === state);
    return rows.filter((row) => responses[row] === 1).length / rows.length;
  };
  return rate(1) - rate(0);
}

function share(table: Table, name: string): number {
  return categoryCodes(table, name).filter((code) => code === 1).length / table.rowCount;
}

function pooledShare(sites: ReadonlyMap<string, Table>, name: string): number {
  const tables = [...sites.values()];
  const total = tables.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return tables.reduce((sum, table) => sum + share(table, name) * table.rowCount, 0) / total;
}

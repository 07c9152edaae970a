import { expect, test } from '@jest/globals';
import { selectEngine } from '#compute/engine/select-engine';
import { profileMargins } from '#tabular/profile/margins';
import { categoryCodes, numericValues } from '#tabular/columns';
import type { Table } from '#tabular/table';
import { runInProcess } from '../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import { sampleCalibrated } from '../calibration/calibrate.ts';
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

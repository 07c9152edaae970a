import { expect, test } from '@jest/globals';
import { amlsgFolder, loadAmlsg } from '../../../tabular/testing/amlsg.ts';
import { utilityRound } from '../../testing/utility-round.ts';
import { shuffleColumns } from '../metrics/shuffle-columns.ts';
import type { UtilityFigures } from './utility-figures.ts';

/** What other software gave for the fixed split of the AMLSG cohort: columns shuffled apart, halves, learnt from real rows. */
const cohort = await loadAmlsg();
if (!cohort) console.info(`skipped: no AMLSG cohort in ${amlsgFolder()}`);

test('shuffled columns lie by the floor, models learnt from real rows by what is known', () => {
  if (!cohort) return;
  const { dictionary, train, test: unseen } = cohort;
  const all = ['1', '2', '3'].map((seed) => {
    const sites = [{ training: train, heldOut: unseen }];
    return utilityRound(dictionary, sites, shuffleColumns(train, seed), { isPooled: true, seed }).figures;
  });
  expectNear(
    all.map(({ discriminator }) => discriminator.value),
    0.24,
    0.04,
  );
  // Drawn from the bins of the profile, so that single values give them away a little more.
  expectNear(
    all.map(({ discriminator }) => discriminator.floor),
    0.21,
    0.05,
  );
  expect(mean(all.map(({ discriminator }) => discriminator.ceiling))).toBeGreaterThan(0.93);
  expectNear(correlations(all, 'cr1', 'ceiling'), 0.26, 0.05);
  expectNear(correlations(all, 'os_2y', 'ceiling'), 0.39, 0.04);
  for (const kind of ['value', 'floor'] as const) {
    for (const target of ['cr1', 'os_2y']) expectNear(correlations(all, target, kind), 0, 0.1);
  }
  for (const { survivalModels } of all) {
    const [, heldOutOs] = survivalModels;
    expect(heldOutOs.ceiling?.concordance?.value).toBeGreaterThan(0.68);
    expect(Math.abs(Number(heldOutOs.value?.concordance?.value) - 0.5)).toBeLessThan(0.1);
  }
});

function correlations(all: readonly UtilityFigures[], target: string, kind: 'value' | 'floor' | 'ceiling') {
  return all.map(({ predictions }) => {
    const figures = predictions.find((one) => one.target === target && one.against === 'held-out');
    return figures?.[kind]?.correlation ?? null;
  });
}

function mean(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / values.length;
}

function expectNear(values: readonly (number | null)[], expected: number, tolerance: number): void {
  expect(Math.abs(mean(values) - expected)).toBeLessThanOrEqual(tolerance);
}

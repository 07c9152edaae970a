import { describe, expect, it } from '@jest/globals';
import type { NumericField } from '#tabular/dictionary';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import { summedProfile, trainInProcess } from '../../testing/in-process-study.ts';
import type { DescribedNode } from './describe-splits.ts';
import { describeSplits } from './describe-splits.ts';
import { parseTreeSettings } from './hyperparameters.ts';
import { createSequentialTrees } from './sequential-trees.ts';

async function described(rows: number) {
  const sites = new Map([['a', smallTrialRows(rows, 'described')]]);
  const setup = { profile: summedProfile(SMALL_TRIAL, sites), settings: parseTreeSettings({}) };
  const generator = createSequentialTrees({ dictionary: SMALL_TRIAL, setup });
  const { state } = await trainInProcess(generator, sites, 'study');
  return describeSplits(SMALL_TRIAL, state);
}

function depthOf({ split }: DescribedNode): number {
  return split === undefined ? 0 : 1 + Math.max(depthOf(split.left), depthOf(split.right));
}

describe('the most telling splits', () => {
  it('tell of each outcome what it hangs on, with shares and rows', async () => {
    const [response, ...others] = await described(2000);
    expect(others).toEqual([]);
    expect(response).toMatchObject({ column: 'response', given: 2, root: { rows: 2000 } });
    const { split } = response.root;
    expect(['marker', 'blasts']).toContain(split?.column);
    expect(split!.left.rows + split!.right.rows).toBe(2000);
    const share = ({ shares }: DescribedNode) => shares?.find(({ state }) => state === '1')?.share ?? 0;
    expect(Math.abs(share(split!.left) - 0.3)).toBeLessThan(0.1);
    expect(Math.abs(share(split!.right) - 0.85)).toBeLessThan(0.1);
    expect(depthOf(response.root)).toBeLessThanOrEqual(3);
  });

  it('tell no median of few values, however many rows have none', async () => {
    const blasts: NumericField = {
      ...(SMALL_TRIAL.fields[1] as NumericField),
      required: false,
      outcome: true,
    };
    const dictionary = { ...SMALL_TRIAL, fields: [SMALL_TRIAL.fields[0], blasts, SMALL_TRIAL.fields[2]] };
    const medianOf = async (values: number) => {
      const table = smallTrialRows(300, 'described');
      (table.columns.get('blasts') as { values: Float64Array }).values.fill(Number.NaN, values);
      const sites = new Map([['a', table]]);
      const setup = { profile: summedProfile(dictionary, sites), settings: parseTreeSettings({ maximumDepth: 0 }) };
      const generator = createSequentialTrees({ dictionary, setup });
      const { state } = await trainInProcess(generator, sites, 'study');
      return describeSplits(dictionary, state).find(({ column }) => column === 'blasts')!.root.median;
    };
    expect(await medianOf(4)).toBeUndefined();
    expect(await medianOf(5)).toBeGreaterThan(0);
  });

  it('are plain JSON, and none for a cohort too small to be split', async () => {
    const columns = await described(15);
    expect(JSON.parse(JSON.stringify(columns))).toEqual(columns);
    expect(columns[0].root.split).toBeUndefined();
  });
});

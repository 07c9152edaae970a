import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { dictionariesWithTable } from '../../../../tabular/testing/arbitraries.ts';
import { summedProfile, trainInProcess } from '../../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../../testing/small-trial.ts';
import { parseTreeSettings, type TreeSettingsInput } from '../hyperparameters.ts';
import { createSequentialTrees } from '../sequential-trees.ts';
import { sequentialTreesKind } from '../sequential-trees-kind.ts';

async function trained(dictionary: DataDictionary, table: Table, settings: TreeSettingsInput) {
  const sites = new Map([['a', table]]);
  const setup = { profile: summedProfile(dictionary, sites), settings: parseTreeSettings(settings) };
  const generator = createSequentialTrees({ dictionary, setup });
  const { state } = await trainInProcess(generator, sites, 'study');
  return { generator, state };
}

/** By way of the text of model.json, as a reader of the release gets it. */
function restored(dictionary: DataDictionary, description: unknown) {
  return sequentialTreesKind.restore!({ description: JSON.parse(JSON.stringify(description)) }, dictionary);
}

describe('a released model', () => {
  it("gives the coordinator's rows, with and without conditions, for any dictionary", async () => {
    await fc.assert(
      fc.asyncProperty(
        dictionariesWithTable({ min: 1, max: 60 }),
        fc.constantFrom(1, 3),
        async ({ dictionary, table }, trees) => {
          const { generator, state } = await trained(dictionary, table, { minimumLeafSize: 5, trees });
          const sampler = await restored(dictionary, generator.describeModel!(state));
          expect(await sampler.sample(40, 'rows')).toEqual(await generator.sample(state, 40, 'rows'));
        },
      ),
      { numRuns: 40 },
    );
    const { generator, state } = await trained(SMALL_TRIAL, smallTrialRows(900, 'real'), {});
    const sampler = await restored(SMALL_TRIAL, generator.describeModel!(state));
    const given = { response: '1', blasts: { least: 20, greatest: 60 } };
    expect(await sampler.sampleGiven!(90, 'rows', given)).toEqual(
      await generator.sampleGiven!(state, 90, 'rows', given),
    );
  });

  describe('that was changed', () => {
    let model: { sampling: Record<string, unknown> & { trees: Record<string, unknown>[]; columns: object[] } };

    beforeAll(async () => {
      const { generator, state } = await trained(SMALL_TRIAL, smallTrialRows(900, 'real'), {});
      model = generator.describeModel!(state) as typeof model;
    });

    it.each<[string, (sampling: typeof model.sampling) => void]>([
      ['a column is gone', (sampling) => sampling.columns.pop()],
      ['an order of other columns', (sampling) => (sampling.order = ['marker', 'marker', 'blasts'])],
      ['a tree is gone', (sampling) => sampling.trees.pop()],
      ['a leaf is gone', (sampling) => (sampling.trees[1].leafCounts as number[]).pop()],
      ['a way that never ends', (sampling) => ((sampling.trees[2].left as number[])[0] = 0)],
      ['a split by a later column', (sampling) => ((sampling.trees[1].predictor as number[])[0] = 2)],
      ['a negative count', (sampling) => ((sampling.trees[1].leafCounts as number[])[0] = -1)],
      ['cells of another field', (sampling) => Object.assign(sampling.columns[0], { cellOf: [0] })],
      ['roundness of another kind', (sampling) => Object.assign(sampling.columns[1], { roundness: [5] })],
    ])('is refused: %s', async (_, change) => {
      const changed = structuredClone(model);
      change(changed.sampling);
      await expect(restored(SMALL_TRIAL, changed)).rejects.toMatchObject({ code: 'CL-IO-004' });
    });

    it('cannot be sampled where there is none, or one of another format', async () => {
      const refused = { code: 'CL-MODEL-006', what: expect.stringContaining('model.json') };
      await expect(sequentialTreesKind.restore!({}, SMALL_TRIAL)).rejects.toMatchObject(refused);
      const newer = { ...model, sampling: { format: 'sequential-trees/2' } };
      await expect(restored(SMALL_TRIAL, newer)).rejects.toMatchObject(refused);
    });

    it.each([null, 3, 'text', [], {}, { sampling: null }, { sampling: { format: 2 } }])(
      'is refused as %j',
      async (no) => {
        await expect(restored(SMALL_TRIAL, no)).rejects.toMatchObject({ code: 'CL-IO-004' });
      },
    );
  });
});

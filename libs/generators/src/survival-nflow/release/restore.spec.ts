import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { categorical, dictionaryOf, numeric, TRIAL } from '../../../../tabular/testing/trial-dictionary.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../../testing/small-trial.ts';
import type { FlowSettingsInput } from '../hyperparameters.ts';
import { survivalNflowKind } from '../survival-nflow-kind.ts';
import { asSites, SITES, trained } from '../testing/trained-flow.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await selectEngine({ name: 'onnxruntime' });
});

const TIMED = dictionaryOf(
  [
    categorical('arm', ['a', 'b'], { required: true }),
    categorical('event', ['0', '1'], { outcome: true, required: true }),
    numeric('time', { role: 'log', maximum: 240, outcome: true, required: true }),
  ],
  { endpoints: [{ name: 'OS', time: 'time', event: 'event', eventState: '1' }] },
);

function timedRows(rowCount: number) {
  const { columns } = smallTrialRows(rowCount, 'timed');
  const [marker, blasts, response] = ['marker', 'blasts', 'response'].map((name) => columns.get(name)!);
  return {
    rowCount,
    columns: new Map([
      ['arm', marker],
      ['event', response],
      ['time', blasts],
    ]),
  };
}

/** What is in a release's generator.json. */
async function releasedOf(dictionary: typeof TIMED, settings: FlowSettingsInput) {
  const sites = dictionary === TIMED ? asSites(timedRows(90), timedRows(31)) : SITES;
  const { generator, state } = await trained(engine, dictionary, sites, settings);
  const encoding = JSON.parse(JSON.stringify(generator.describeOutput!(state) ?? {}));
  return { generator, state, encoding };
}

describe('a released flow', () => {
  it.each<[string, FlowSettingsInput]>([
    ['of splines', {}],
    ['with hazards', { survival: 'hazard-head', hazardIntervals: 4 }],
    ['dequantised', { discrete: 'dequantised', linear: 'lu' }],
  ])('samples the rows of the flow itself: %s', async (_, settings) => {
    const { generator, state, encoding } = await releasedOf(TIMED, settings);
    const restored = await survivalNflowKind.restore!({ encoding }, TIMED, engine);
    const own = await generator.sample(state, 60, 'rows');
    expect(await restored.sample(60, 'rows')).toEqual(own);
    expect(await restored.sample(60, 'other')).not.toEqual(own);
    if (settings.discrete === 'dequantised') return expect(restored.sampleGiven).toBeUndefined();
    const given = { arm: 'b', time: { least: 20, greatest: 70 } };
    expect(await restored.sampleGiven!(30, 'rows', given)).toEqual(
      await generator.sampleGiven!(state, 30, 'rows', given),
    );
  });

  it('is released without a count of few patients, and with parameters that tell of none', async () => {
    const { encoding } = await releasedOf(SMALL_TRIAL, {});
    type Column = { counts: number[]; outcomes: number[]; roundness: number[] };
    const counts = encoding.sampling.columns.flatMap((column: Column) => Object.values(column).slice(1).flat());
    expect(counts.length).toBeGreaterThan(250);
    expect(counts.every((count: number) => count % SMALL_TRIAL.minimumCellSize === 0)).toBe(true);
    const off = await releasedOf(SMALL_TRIAL, { matchMargins: false });
    expect(off.encoding.sampling).toBeUndefined();
  });

  it('is refused for another dictionary, and damaged', async () => {
    const { encoding } = await releasedOf(SMALL_TRIAL, {});
    const { sampling } = encoding;
    const [first, ...others] = sampling.columns;
    const damaged: unknown[] = [
      { ...encoding, sampling: undefined },
      { sampling: { ...sampling, columns: others } },
      { sampling: { ...sampling, columns: [{ ...first, counts: [1] }, ...others] } },
      { sampling: { ...sampling, parameters: 'AAAA' } },
      { sampling: { ...sampling, settings: { ...sampling.settings, hidden: 3 } } },
    ];
    for (const unknown of [undefined, { sampling: { ...sampling, format: 'survival-nflow/2' } }]) {
      const restoring = survivalNflowKind.restore!({ encoding: unknown }, SMALL_TRIAL, engine);
      await expect(restoring).rejects.toMatchObject({ code: 'CL-MODEL-006' });
    }
    for (const broken of damaged) {
      const restoring = survivalNflowKind.restore!({ encoding: broken }, SMALL_TRIAL, engine);
      await expect(restoring).rejects.toMatchObject({ code: 'CL-IO-004' });
    }
    await expect(survivalNflowKind.restore!({ encoding }, TRIAL, engine)).rejects.toMatchObject({ code: 'CL-IO-004' });
  });
});

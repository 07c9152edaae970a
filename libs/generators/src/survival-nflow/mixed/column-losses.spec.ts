import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { Graph } from '#compute/graph/graph';
import { reduceSum } from '#compute/ops/sum';
import { RandomStream } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { categorical, dictionaryOf, numeric } from '../../../../tabular/testing/trial-dictionary.ts';
import { type FlowSettingsInput, parseFlowSettings } from '../hyperparameters.ts';
import { MixedModel } from './mixed-model.ts';

/** A step of the grid on which densities are added up. */
const STEP = 0.005;

let engine: Engine;

beforeAll(async () => {
  engine = await selectEngine({ name: 'onnxruntime' });
});

function randomModel(dictionary: DataDictionary, settings: FlowSettingsInput) {
  const model = new MixedModel(dictionary, parseFlowSettings({ hidden: 7, bins: 4, ...settings }));
  const parameters = new RandomStream('weights').fillNormal(new Float32Array(model.parameters.size));
  return { model, parameters: parameters.map((value) => value / 4) };
}

/** p of encoded rows. */
async function densities({ model, parameters }: ReturnType<typeof randomModel>, rows: Float32Array) {
  const graph = new Graph();
  const own = model.parameters.split(graph.input('flow', [model.parameters.size]));
  const losses = model.losses(own, graph.input('rows', [rows.length / model.inputWidth, model.inputWidth]));
  graph.output('loss', reduceSum(losses, [1]));
  const { loss } = await (await engine.load(graph.build())).run({ flow: parameters, rows });
  return Float64Array.from(loss, (value) => Math.exp(-value));
}

/** Every row of states, a number with a value at each point of a grid; `volume` is that of a point. */
function everyRow({ layout, inputWidth }: MixedModel): { rows: Float32Array; volumes: number[] } {
  let rows = [{ inputs: new Float32Array(inputWidth), volume: 1 }];
  layout.columns.forEach(({ stateCount, valueState }, place) => {
    rows = rows.flatMap(({ inputs, volume }) =>
      Array.from({ length: stateCount }, (_, state) => {
        const withState = Float32Array.from(inputs);
        withState[layout.starts[place] + state] = 1;
        if (state !== valueState) return [{ inputs: withState, volume }];
        return Array.from({ length: 16 / STEP }, (__, i) => {
          const point = Float32Array.from(withState);
          point[layout.starts[place] + stateCount] = -8 + (i + 0.5) * STEP;
          return { inputs: point, volume: volume * STEP };
        });
      }).flat(),
    );
  });
  return {
    rows: Float32Array.from(rows.flatMap(({ inputs }) => [...inputs])),
    volumes: rows.map(({ volume }) => volume),
  };
}

describe('the likelihood of a record', () => {
  const sex = categorical('sex', ['f', 'm'], { required: true });
  const grade = categorical('grade', ['1', '2', '3']);
  const time = numeric('time', { modalValues: [0], outcome: true });
  const dictionaries: [string, DataDictionary, FlowSettingsInput][] = [
    ['of states alone', dictionaryOf([sex, grade, categorical('response', ['no', 'yes'])]), {}],
    ['of states and a number with a spline', dictionaryOf([sex, grade, time]), {}],
    [
      'of a time with hazards',
      dictionaryOf([sex, time], { endpoints: [{ name: 'OS', time: 'time', event: 'sex', eventState: 'm' }] }),
      { survival: 'hazard-head', hazardIntervals: 5 },
    ],
  ];

  it.each(dictionaries)('sums to 1 over all records: %s', async (_, dictionary, settings) => {
    const built = randomModel(dictionary, settings);
    const { rows, volumes } = everyRow(built.model);
    const found = await densities(built, rows);
    const sum = found.reduce((total, density, row) => total + density * volumes[row], 0);
    expect(sum).toBeCloseTo(1, 2);
  });

  it('of a column depends on the columns before it alone', async () => {
    const { model, parameters } = randomModel(dictionaryOf([sex, grade, time]), {});
    const graph = new Graph();
    const own = model.parameters.split(graph.input('flow', [model.parameters.size]));
    graph.output('losses', model.losses(own, graph.input('rows', [2, model.inputWidth])));
    const rows = new Float32Array(2 * model.inputWidth);
    const at = (row: number, place: number, state: number) =>
      (rows[row * model.inputWidth + model.layout.starts[place] + state] = 1);
    for (const row of [0, 1]) {
      at(row, 0, 1);
      at(row, 1, 2);
      at(row, 2, row);
    }
    const { losses } = await (await engine.load(graph.build())).run({ flow: parameters, rows });
    expect(losses[0]).toBeCloseTo(losses[3], 5);
    expect(losses[1]).toBeCloseTo(losses[4], 5);
    expect(Math.abs(losses[2] - losses[5])).toBeGreaterThan(0.01);
  });
});

import { expect, it } from '@jest/globals';
import { selectEngine } from '#compute/engine/select-engine';
import { exportOnnx } from '#compute/onnx/lower';
import { RandomStream } from '#random/random-stream';
import { categoryCodes, numericValues } from '#tabular/columns';
import { normalUpperTail } from '#statistics/distributions/normal';
import { TRIAL } from '../../../../../tabular/testing/trial-dictionary.ts';
import { summedProfile } from '../../../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../../../testing/small-trial.ts';
import { fineCounts } from '../../../columns/fine-cells.ts';
import { parseFlowSettings } from '../../hyperparameters.ts';
import { MixedModel } from '../mixed-model.ts';
import { DIRECT } from '../mixed-network.ts';
import { MixedSampler } from '../sampling/mixed-sampler.ts';
import { releasedEncoding, type ReleasedScale } from './released-encoding.ts';
import { buildReleasedGraph, NOISE, RELEASED_ROWS, ROWS, UNIFORMS } from './released-graph.ts';

const RUNS = 20;

function flowOf(rows: number) {
  const model = new MixedModel(SMALL_TRIAL, parseFlowSettings({ hidden: 6, matchMargins: false }));
  const profile = summedProfile(SMALL_TRIAL, new Map([['a', smallTrialRows(rows, 'released')]]));
  const counts = SMALL_TRIAL.fields.map((field) => fineCounts(SMALL_TRIAL, field, profile));
  const stream = new RandomStream('weights');
  const parameters = model.initialize(counts, stream);
  stream.fillNormal(model.parameters.view(parameters, DIRECT));
  const none = counts.map(() => new Float64Array(0));
  return { model, trained: { parameters, counts, outcomes: none, roundness: none } };
}

/** The value of a share by a released scale, as a reader computes it. */
function valueAt(share: number, { knots }: ReleasedScale): number {
  const above = Math.max(
    1,
    knots.findIndex((knot) => knot.share >= share),
  );
  const [from, to] = [knots[above - 1], knots[above]];
  return from.value + ((share - from.share) / (to.share - from.share)) * (to.value - from.value);
}

it('draws the rows that the flow itself draws, read by its description', async () => {
  const { model, trained } = flowOf(1000);
  const engine = await selectEngine({ name: 'onnxruntime' });
  const released = await engine.load(buildReleasedGraph(model, trained.parameters));
  const { columns } = releasedEncoding(model, trained.counts);
  const stream = new RandomStream('draws');
  const drawn: { marker: string; response: string; blasts: number }[] = [];
  for (let run = 0; run < RUNS; run++) {
    const rows = (
      await released.run({
        [UNIFORMS]: stream.fillUniform(new Float32Array(RELEASED_ROWS * model.layout.splines.start)),
        [NOISE]: stream.fillNormal(new Float32Array(RELEASED_ROWS)),
      })
    )[ROWS];
    for (let row = 0; row < RELEASED_ROWS; row++) {
      const own = rows.subarray(row * model.inputWidth, (row + 1) * model.inputWidth);
      const column = (field: string) => columns.find((candidate) => candidate.field === field)!;
      const stateOf = (field: string) =>
        String(column(field).states[own.subarray(column(field).start).findIndex((value) => value === 1)]);
      const scale = column('blasts').value!;
      drawn.push({
        marker: stateOf('marker'),
        response: stateOf('response'),
        blasts: valueAt(normalUpperTail(-own[scale.score]), scale),
      });
    }
  }
  const table = new MixedSampler(model, trained).sample(RUNS * RELEASED_ROWS, 'rows');
  for (const code of ['0', '1']) {
    const own = drawn.filter(({ marker }) => marker === code);
    const rows = [...Array(table.rowCount).keys()].filter(
      (row) => categoryCodes(table, 'marker')[row] === Number(code),
    );
    const positive = rows.filter((row) => categoryCodes(table, 'response')[row] === 1);
    expect(own.length / drawn.length).toBeCloseTo(rows.length / table.rowCount, 1.2);
    expect(own.filter(({ response }) => response === '1').length / own.length).toBeCloseTo(
      positive.length / rows.length,
      1,
    );
    const mean = rows.reduce((sum, row) => sum + numericValues(table, 'blasts')[row], 0) / rows.length;
    expect(Math.abs(own.reduce((sum, { blasts }) => sum + blasts, 0) / own.length - mean)).toBeLessThan(3);
  }
});

it('is written as ONNX with nobody at an end of a scale', () => {
  const { model, trained } = flowOf(60);
  const graph = model.toOnnx({ ...trained, parameters: model.withMargins(trained, 'study') });
  expect(exportOnnx(graph!).length).toBeGreaterThan(1000);
  const [{ value }] = releasedEncoding(model, trained.counts).columns.filter(({ field }) => field === 'blasts');
  const { knots } = value!;
  for (let i = 1; i < knots.length; i++) {
    expect(Math.round(60 * (knots[i].share - knots[i - 1].share))).toBeGreaterThanOrEqual(5);
    expect(knots[i].value).toBeGreaterThan(knots[i - 1].value);
  }
  const values = [...numericValues(smallTrialRows(60, 'released'), 'blasts')];
  expect(knots[0].value).not.toBeCloseTo(Math.min(...values), 1);
  expect(knots.at(-1)!.value).not.toBeCloseTo(Math.max(...values), 1);
});

it('holds nothing of what was learnt from few patients, whatever that was', () => {
  const { model, trained } = flowOf(60);
  const [marker] = trained.counts;
  // Three patients carry the marker.
  const counts = [Float64Array.of(57, 3, marker[2]), ...trained.counts.slice(1)];
  const { layout, network } = model;
  const place = layout.columns.findIndex(({ field }) => field.name === 'marker');
  const released = (learnt: number) => {
    const parameters = trained.parameters.slice();
    const direct = network.parameters.view(parameters, DIRECT);
    direct.fill(
      learnt,
      (layout.starts[place] + 1) * layout.outputWidth,
      (layout.starts[place] + 2) * layout.outputWidth,
    );
    network.outputBiases(parameters)[layout.logitStarts[place] + 1] = learnt;
    return model.withoutFew(parameters, counts, 5);
  };
  expect(released(3)).toEqual(released(-1));
});

it('lets a second model of a time see nothing of a state of few rows either', () => {
  const model = new MixedModel(TRIAL, parseFlowSettings({ hidden: 6, survival: 'hazard-head' }));
  const counts = TRIAL.fields.map((field) =>
    new Float64Array(field.kind === 'categorical' ? field.states.length + 1 : 300).fill(20),
  );
  counts[TRIAL.fields.findIndex(({ name }) => name === 'grade')][1] = 3;
  const { layout, network } = model;
  const input = layout.starts[layout.columns.findIndex(({ field }) => field.name === 'grade')] + 1;
  const start = model.initialize(counts, new RandomStream('weights'));
  const seen = network.parameters.parameters.filter(({ name }) => /^time\d+\.input\.weight$/.test(name));
  expect(seen.length).toBeGreaterThan(0);
  const released = (learnt: number) => {
    const parameters = start.slice();
    for (const { name, shape } of seen) {
      network.parameters.view(parameters, name).fill(learnt, input * shape[1], (input + 1) * shape[1]);
    }
    return model.withoutFew(parameters, counts, 5);
  };
  expect(released(2)).toEqual(released(-1));
});

it('says of every kind of column what its states mean', () => {
  const model = new MixedModel(TRIAL, parseFlowSettings({}));
  const counts = TRIAL.fields.map((field) =>
    new Float64Array(field.kind === 'categorical' ? field.states.length + 1 : 300).fill(1),
  );
  const { columns } = releasedEncoding(model, counts);
  const states = Object.fromEntries(columns.map((column) => [column.field, column.states]));
  expect(states.sex).toEqual(['female', 'male']);
  expect(states.grade).toEqual(['1', '2', '3', null]);
  expect(states.crp).toEqual([null, 0, { value: true }]);
  expect(states.efs).toEqual([null, { sameAs: 'os' }, { value: true }]);
  expect(columns.find(({ field }) => field === 'efs')!.value!.below).toBe('os');
});

import { expect, test } from '@jest/globals';
import { selectEngine } from '#compute/engine/select-engine';
import { RandomStream } from '#random/random-stream';
import { fixtureContext, stepFixtures } from '../testing/step-fixtures.ts';
import { networkLayout } from '../network-layout.ts';
import { buildNetworks } from '../networks/networks.ts';
import { buildGeneratorGraph, buildReleasedGraph, ROWS } from './generator-graph.ts';

const COUNT = 6;

test.each(stepFixtures().map((fixture) => [fixture.name, fixture] as const))(
  'the released generator gives the rows of the trained one: %s',
  async (_, fixture) => {
    const context = fixtureContext(fixture);
    const engine = await selectEngine({ name: 'onnxruntime' });
    const draws = drawsFor(context.layout.conditionWidth, context.settings.noiseWidth);
    const generator = Float32Array.from(fixture.before.generator);
    const trained = await engine.load(buildGeneratorGraph(context, COUNT));
    const released = await engine.load(buildReleasedGraph(context, generator, COUNT));
    const rows = (await trained.run({ ...draws, generator }))[ROWS];
    expect((await released.run(draws))[ROWS]).toEqual(rows);
    expect(rows).toHaveLength(COUNT * context.layout.width);
  },
);

test("rows and conditions are in the encoder's order, whatever the networks' order is", async () => {
  // A block of three before a block of two and a number: the networks see them the other way round.
  const layout = networkLayout({
    width: 6,
    conditionWidth: 5,
    spans: [
      { field: 'wide', activation: 'softmax', start: 0, width: 3 },
      { field: 'narrow', activation: 'softmax', start: 3, width: 2 },
      { field: 'number', activation: 'tanh', start: 5, width: 1 },
    ],
  });
  expect(Array.from(layout.encoderColumns)).toEqual([5, 3, 4, 0, 1, 2]);
  expect(Array.from(layout.encoderConditions)).toEqual([3, 4, 0, 1, 2]);
  const { settings } = fixtureContext(stepFixtures()[0]);
  const networks = buildNetworks(layout, undefined, settings);
  const engine = await selectEngine({ name: 'onnxruntime' });
  const graph = await engine.load(buildGeneratorGraph({ layout, networks, settings }, COUNT));
  const generator = networks.generator.layout.initialize(new RandomStream('generator'));
  const rows = (await graph.run({ ...drawsFor(5, settings.noiseWidth), generator }))[ROWS];
  for (let row = 0; row < COUNT; row++) {
    const [a, b, c, d, e, number] = rows.subarray(6 * row, 6 * row + 6);
    expect(a + b + c).toBeCloseTo(1, 5);
    expect(d + e).toBeCloseTo(1, 5);
    expect(Math.abs(number)).toBeLessThan(1);
  }
});

function drawsFor(conditionWidth: number, noiseWidth: number): Record<string, Float32Array> {
  const stream = new RandomStream('draws');
  const condition = new Float32Array(COUNT * conditionWidth);
  for (let row = 0; row < COUNT; row++) condition[row * conditionWidth + stream.int(conditionWidth)] = 1;
  return {
    noise: stream.fillNormal(new Float32Array(COUNT * noiseWidth)),
    condition,
    uniforms: stream.fillUniform(new Float32Array(COUNT * conditionWidth)),
  };
}

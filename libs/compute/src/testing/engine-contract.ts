/** What every engine must do. Called from an engine's spec. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Graph } from '../graph/graph.ts';
import type { Engine } from '../engine/engine.ts';
import { add, mul } from '../ops/arithmetic.ts';
import { matmul } from '../ops/matmul.ts';
import { largestDeviation } from './closeness.ts';
import { OPERATION_CASES } from './operation-cases.ts';
import {
  expectedOutputs,
  operationFeeds,
  type OperationFixture,
  operationGraph,
  readFixtures,
} from './operation-fixtures.ts';
import { penaltyCases } from './penalty-cases.ts';

/** float32 against float64, relative to the largest element. */
const TOLERANCE = 2e-5;

export function describeEngine(label: string, open: () => Promise<Engine>): void {
  describe(`engine ${label}`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });

    describeOperations(() => engine);
    describePenalty(() => engine);
    describeRuns(() => engine);
  });
}

function describeOperations(engine: () => Engine): void {
  const fixtures = readFixtures<OperationFixture>('operations.json');

  it('is tested on every case of the fixture', () => {
    expect(Object.keys(OPERATION_CASES)).toEqual(Object.keys(fixtures));
  });

  it.each(Object.keys(fixtures))("%s: value, gradient and gradient's gradient are torch's", async (name) => {
    const fixture = fixtures[name];
    const graph = operationGraph(fixture, OPERATION_CASES[name]);
    const loaded = await engine().load(graph);
    const outputs = await loaded.run(operationFeeds(fixture));
    const deviations = Object.entries(expectedOutputs(fixture)).map(
      ([output, expected]) => [output, largestDeviation(outputs[output], expected)] as const,
    );
    expect(deviations.filter(([, deviation]) => deviation > TOLERANCE)).toEqual([]);
    await loaded.dispose();
  });
}

function describePenalty(engine: () => Engine): void {
  it.each(penaltyCases())('critic step with gradient penalty: $name', async ({ graph, feeds, expected, train }) => {
    const loaded = await engine().load(graph);
    const first = await loaded.run(feeds(1));
    expect(largestDeviation(first.loss, [expected.loss])).toBeLessThan(TOLERANCE);
    expect(largestDeviation(first.gradient, expected.gradient)).toBeLessThan(TOLERANCE);
    const parameters = await train(loaded, 3);
    expect(largestDeviation(parameters, expected.afterThreeSteps)).toBeLessThan(TOLERANCE);
    await loaded.dispose();
  });
}

function describeRuns(engine: () => Engine): void {
  const graph = new Graph();
  const x = graph.input('x', [64, 64]);
  const state = graph.input('state', [64, 64]);
  graph.output('next', add(mul(state, 0.5), matmul(x, state)));
  graph.output('twice', add(x, x));
  const built = graph.build();
  const wave = (factor: number): Float32Array => Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i * factor));

  it('gives the same bits each time', async () => {
    const loaded = await engine().load(built);
    const feeds = { x: wave(0.7), state: wave(1.3) };
    expect(await loaded.run(feeds)).toEqual(await loaded.run(feeds));
    await loaded.dispose();
  });

  it('writes into the buffers it is given and leaves its inputs alone', async () => {
    const loaded = await engine().load(built);
    const feeds = { x: wave(0.7), state: wave(1.3) };
    const expected = await loaded.run(feeds);
    const next = new Float32Array(4096);
    const outputs = await loaded.run(feeds, { next });
    expect(outputs.next).toBe(next);
    expect(outputs).toEqual(expected);
    expect(feeds).toEqual({ x: wave(0.7), state: wave(1.3) });
    await loaded.dispose();
  });

  it.each([
    ['an input that is missing', { x: wave(1) }, 'run: the input state is not fed'],
    ['an array of the wrong size', { x: wave(1), state: new Float32Array(3) }, 'run: the input state is fed with'],
    ['an array of the wrong type', { x: wave(1), state: new Int32Array(4096) }, 'run: the input state must be fed'],
  ])('refuses %s', async (_, feeds, message) => {
    const loaded = await engine().load(built);
    await expect(loaded.run(feeds)).rejects.toThrow(message);
    await loaded.dispose();
  });
}

import { describe, expect, test } from '@jest/globals';
import type { Engine, EngineName } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { adamCorrections } from '#compute/parameters/adam';
import { fixtureContext, type StepFixture, stepFixtures } from '../testing/step-fixtures.ts';
import { gradientOf } from '../../training/batch-gradients.ts';
import { correctionInputs, nextOf } from '../../training/learner.ts';
import { LOSSES } from '../../training/train-locally.ts';
import { buildGradientStep, buildTrainingStep, networkLayouts, updatesPerStep } from './training-step.ts';

const ENGINES: readonly EngineName[] = ['onnxruntime', 'tensorflow'];

describe.each(ENGINES)('a training step on %s', (name) => {
  test.each(stepFixtures().map((fixture) => [fixture.name, fixture] as const))(
    'gives losses, gradients and parameters as torch does: %s',
    async (_, fixture) => {
      const results = await runStep(await open(name), fixture);
      expectClose(results[LOSSES], fixture.losses, 1e-4);
      for (const network of Object.keys(fixture.before)) {
        expectClose(results[nextOf(`${network}.m`)], fixture.moments[network], 1e-4);
        expectClose(results[nextOf(network)], fixture.after[network], 2e-4);
      }
    },
  );
});

test('the proximal term pulls each update towards the anchor', async () => {
  const fixture = stepFixtures()[0];
  const engine = await open('onnxruntime');
  const free = await runStep(engine, fixture);
  const pulled = await runStep(engine, fixture, 0.5);
  const weights = Float32Array.from(fixture.before.critic);
  // The anchors are zero here, so the term adds μ·w to the gradient and (1 − β₁)·μ·w to the moment.
  const expected = free[nextOf('critic.m')].map((moment, i) => moment + 0.5 * 0.5 * weights[i]);
  expectClose(pulled[nextOf('critic.m')], expected, 1e-4);
});

test('the gradients of federated SGD are those that the first updates take', async () => {
  const fixture = stepFixtures()[0];
  const context = fixtureContext(fixture);
  const graph = await (await open('onnxruntime')).load(buildGradientStep(context));
  const results = await graph.run({ ...asFloats(fixture.inputs), ...asFloats(fixture.before) });
  const { beta1, weightDecay } = context.settings;
  for (const network of ['critic', 'classifier'] as const) {
    const moments = results[gradientOf(network)].map(
      (slope, i) => (1 - beta1) * (slope + weightDecay * fixture.before[network][i]),
    );
    expectClose(moments, fixture.moments[network], 1e-4);
  }
});

function open(name: EngineName): Promise<Engine> {
  return selectEngine({ name, provider: 'cpu' });
}

async function runStep(engine: Engine, fixture: StepFixture, proximal = 0): Promise<Record<string, Float32Array>> {
  const context = fixtureContext(fixture);
  const graph = await engine.load(buildTrainingStep(context, { proximal }));
  const feeds: Record<string, Float32Array> = { ...asFloats(fixture.inputs), ...asFloats(fixture.before) };
  for (const [name, layout] of networkLayouts(context.networks)) {
    feeds[`${name}.m`] = new Float32Array(layout.size);
    feeds[`${name}.v`] = new Float32Array(layout.size);
    if (proximal > 0) feeds[`${name}.anchor`] = new Float32Array(layout.size);
    for (let i = 0; i < updatesPerStep(name, context.settings, true); i++) {
      const { stepSize, deviationScale } = correctionInputs(name, i);
      const corrections = adamCorrections(i + 1, context.settings.learningRate, context.settings);
      feeds[stepSize] = Float32Array.of(corrections.stepSize);
      feeds[deviationScale] = Float32Array.of(corrections.deviationScale);
    }
  }
  return graph.run(feeds);
}

function asFloats(values: Readonly<Record<string, readonly number[]>>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, Float32Array.from(list)]));
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...Array.from(expected, Math.abs));
  const worst = Math.max(...Array.from(actual, (value, i) => Math.abs(value - expected[i])));
  expect(worst / Math.max(scale, 1e-3)).toBeLessThan(tolerance);
}

import { readFileSync } from 'node:fs';
import { parseHyperparameters } from '../hyperparameters.ts';
import { networkLayout } from '../network-layout.ts';
import { buildNetworks } from '../networks/networks.ts';
import type { LossContext } from '../step/step-losses.ts';

/** One case of fixtures/training-step.json, which training-step.py writes with torch. */
export interface StepFixture {
  readonly name: string;
  readonly body: 'mlp' | 'convolutional';
  readonly mode: 'correct' | 'reference';
  readonly target: { readonly start: number; readonly width: number };
  readonly criticSteps: number;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly before: Readonly<Record<string, readonly number[]>>;
  readonly losses: readonly number[];
  readonly moments: Readonly<Record<string, readonly number[]>>;
  readonly after: Readonly<Record<string, readonly number[]>>;
}

export function stepFixtures(): StepFixture[] {
  return JSON.parse(readFileSync(new URL('./fixtures/training-step.json', import.meta.url), 'utf8'));
}

/** The model that a fixture was made with: two numbers, a block of two and a block of three. */
export function fixtureContext(fixture: StepFixture): LossContext {
  const layout = networkLayout({
    width: 7,
    conditionWidth: 5,
    spans: [
      { field: 'a', activation: 'tanh', start: 0, width: 1 },
      { field: 'b', activation: 'tanh', start: 1, width: 1 },
      { field: 'c', activation: 'softmax', start: 2, width: 2 },
      { field: 'd', activation: 'softmax', start: 4, width: 3 },
    ],
  });
  const settings = parseHyperparameters({
    mode: fixture.mode,
    body: fixture.body,
    generatorWidths: [6, 6],
    criticWidths: [5, 5],
    classifierWidths: [4],
    channels: 2,
    noiseWidth: 3,
    batchSize: 4,
    learningRate: 5e-2,
    weightDecay: 1e-2,
    criticSteps: fixture.criticSteps,
  });
  const target = layout.spans.find((span) => span.start === fixture.target.start);
  return { layout, settings, networks: buildNetworks(layout, target, settings) };
}

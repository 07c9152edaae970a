/**
 * Our training step against torch's, in turns, so that whatever else the machine does hits both. Milliseconds per step
 * (median), the drawing of noise included on both sides. Run: npm run bench:step [perceptrons|convolutions|flow]
 */
import { openOnnxRuntime } from '#compute/engine/onnxruntime/onnxruntime-engine';
import { Graph } from '#compute/graph/graph';
import { add } from '#compute/ops/arithmetic';
import { adversarialCase } from './adversarial-step.ts';
import { convolutionPair } from './convolution-pair.ts';
import { flowCase } from './flow-step.ts';
import { perceptronPair } from './perceptron-pair.ts';
import { findTorchPython, TorchPeer } from './torch-peer.ts';
import { Training, type TrainingCase } from './training.ts';

interface StepCase {
  readonly networks: 'perceptrons' | 'convolutions' | 'flow';
  readonly batch: number;
  readonly threads: number;
  /** How often each side has its turn, and how many steps a turn has. */
  readonly turns: number;
  readonly steps: number;
  /** Largest acceptable ratio to torch. */
  readonly target: number;
}

interface Result {
  readonly case: string;
  readonly value: number;
  readonly unit: 'ms' | 'µs';
  readonly peer: string | null;
  readonly peerValue: number | null;
  readonly ratio: number | null;
  readonly target: number;
  readonly met: boolean | null;
}

const TRAINING_CASES: Readonly<Record<StepCase['networks'], (batch: number) => TrainingCase>> = {
  perceptrons: (batch) => adversarialCase(perceptronPair(batch)),
  convolutions: (batch) => adversarialCase(convolutionPair(batch)),
  flow: flowCase,
};

const CASES: readonly StepCase[] = [1, 2].flatMap((threads): StepCase[] => [
  { networks: 'perceptrons', batch: 500, threads, turns: 12, steps: 8, target: 1 },
  { networks: 'perceptrons', batch: 128, threads, turns: 12, steps: 20, target: 1 },
  { networks: 'flow', batch: 128, threads, turns: 12, steps: 20, target: 1 },
  { networks: 'convolutions', batch: 500, threads, turns: 7, steps: 1, target: 1.1 },
]);

async function main(): Promise<void> {
  const python = findTorchPython();
  if (python === undefined) console.log('torch is not installed and could not be: its side is skipped');
  const results: Result[] = [];
  const [, , chosen] = process.argv;
  const cases = CASES.filter(({ networks }) => chosen === undefined || networks === chosen);
  for (const stepCase of cases) results.push(await measureStep(stepCase, python));
  results.push(await measureRun());
  console.log(JSON.stringify({ bench: 'step', results }));
}

async function measureStep(stepCase: StepCase, python: string | undefined): Promise<Result> {
  const { networks, batch, threads, turns, steps, target } = stepCase;
  const training = await Training.start(await openOnnxRuntime({ threads }), TRAINING_CASES[networks](batch));
  const peer = python === undefined ? undefined : new TorchPeer(python, threads, networks, batch);
  const version = await peer?.ready();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn <= turns; turn++) {
    const times = await training.run(steps);
    const peerTimes = (await peer?.run(steps)) ?? [];
    if (turn === 0) continue; // warming up
    ours.push(...times);
    theirs.push(...peerTimes);
  }
  peer?.stop();
  await training.stop();
  const name = `${networks}, batch ${batch}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return report(
    name,
    'ms',
    median(ours),
    target,
    version === undefined ? undefined : { name: `torch ${version}`, value: median(theirs) },
  );
}

/** What a run costs beside its arithmetic. */
async function measureRun(): Promise<Result> {
  const graph = new Graph();
  graph.output('y', add(graph.input('x', [1]), 1));
  const loaded = await (await openOnnxRuntime()).load(graph.build());
  const feeds = { x: new Float32Array(1) };
  const times: number[] = [];
  for (let i = 0; i < 2000; i++) {
    const start = performance.now();
    await loaded.run(feeds);
    times.push(performance.now() - start);
  }
  return report('run of one addition', 'µs', median(times) * 1e3, 100, undefined);
}

function report(
  name: string,
  unit: 'ms' | 'µs',
  value: number,
  target: number,
  peer: { readonly name: string; readonly value: number } | undefined,
): Result {
  const ratio = peer === undefined ? null : value / peer.value;
  const compared = unit === 'µs' ? value : ratio;
  const result: Result = {
    case: name,
    value: rounded(value),
    unit,
    peer: peer?.name ?? null,
    peerValue: peer === undefined ? null : rounded(peer.value),
    ratio: ratio === null ? null : rounded(ratio),
    target,
    met: compared === null ? null : compared <= target,
  };
  console.log(
    `${name}: ${result.value} ${unit}` +
      (peer ? `, ${peer.name} ${result.peerValue} ${unit}, ratio ${result.ratio}` : ''),
  );
  return result;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

await main();

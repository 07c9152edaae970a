import { readFileSync } from 'node:fs';
import type { Feed } from '../engine/engine.ts';
import { Graph } from '../graph/graph.ts';
import { gradients } from '../graph/gradients.ts';
import type { StaticGraph } from '../graph/static-graph.ts';
import type { DType, Tensor } from '../graph/tensor.ts';
import { add, mul } from '../ops/arithmetic.ts';
import { reduceSum } from '../ops/sum.ts';

interface StoredTensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: readonly number[];
}

/** One case of fixtures/operations.py, which tells what its fields mean. */
export interface OperationFixture {
  readonly inputs: readonly StoredTensor[];
  readonly output: StoredTensor;
  readonly cotangent: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly secondCotangents: readonly (readonly number[])[];
  readonly secondGradients: readonly (readonly number[])[];
}

export function readFixtures<Fixture>(file: string): Readonly<Record<string, Fixture>> {
  return JSON.parse(readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8'));
}

/** The graph of one case: outputs `y`, `g0`, `g1`, … and `h0`, `h1`, … for the gradients of both orders. */
export function operationGraph(
  fixture: OperationFixture,
  operation: (...inputs: Tensor[]) => Tensor,
  graph = new Graph(),
): StaticGraph {
  const inputs = fixture.inputs.map(({ shape, dtype }, i) => graph.input(`x${i}`, shape, dtype));
  const wrt = inputs.filter((input) => input.dtype === 'float32');
  const y = operation(...inputs);
  const first = gradients(y, wrt, graph.constant(fixture.cotangent, fixture.output.shape));
  const inner = first
    .map((gradient, i) => reduceSum(mul(gradient, graph.constant(fixture.secondCotangents[i], gradient.shape))))
    .reduce((sum, term) => add(sum, term));
  graph.output('y', y);
  first.forEach((gradient, i) => graph.output(`g${i}`, gradient));
  gradients(inner, wrt).forEach((gradient, i) => graph.output(`h${i}`, gradient));
  return graph.build();
}

/** What torch says the outputs of operationGraph are. */
export function expectedOutputs(fixture: OperationFixture): Record<string, readonly number[]> {
  return {
    y: fixture.output.data,
    ...Object.fromEntries(fixture.gradients.map((gradient, i) => [`g${i}`, gradient])),
    ...Object.fromEntries(fixture.secondGradients.map((gradient, i) => [`h${i}`, gradient])),
  };
}

export function operationFeeds(fixture: OperationFixture): Record<string, Feed> {
  return Object.fromEntries(
    fixture.inputs.map(({ dtype, data }, i) => [
      `x${i}`,
      dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data),
    ]),
  );
}

/** Graphs of a few named tensors, evaluated in float64 and by the default engine. */
import { openOnnxRuntime } from '#compute/engine/onnxruntime/onnxruntime-engine';
import { Graph } from '#compute/graph/graph';
import { type Shape, sizeOf, type Tensor } from '#compute/graph/tensor';
import { ParameterLayout, type ParameterSpec } from '#compute/parameters/parameter-layout';
import { runReference } from '#compute/testing/reference/run-reference';
import { RandomStream } from '#random/random-stream';

export interface Values {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

type Named<T> = Readonly<Record<string, T>>;

/** Names each result of a graph whose inputs are `feeds`. */
export type Define = (inputs: Named<Tensor>) => Named<Tensor>;

export type Evaluate = (feeds: Named<Values>, define: Define) => Promise<Record<string, Float64Array | Float32Array>>;

export function evaluate(feeds: Named<Values>, define: Define): Record<string, Float64Array> {
  return runReference(
    graphOf(new Graph('float64'), feeds, define),
    mapped(feeds, ({ data }) => data),
  );
}

export const EVALUATORS: readonly { readonly name: string; readonly run: Evaluate; readonly tolerance: number }[] = [
  { name: 'in float64', run: async (feeds, define) => evaluate(feeds, define), tolerance: 1e-8 },
  { name: 'on ONNX Runtime', run: evaluateSingle, tolerance: 1e-4 },
];

export async function evaluateSingle(feeds: Named<Values>, define: Define): Promise<Record<string, Float32Array>> {
  const loaded = await (await openOnnxRuntime()).load(graphOf(new Graph(), feeds, define));
  try {
    return await loaded.run(mapped(feeds, ({ data }) => Float32Array.from(data)));
  } finally {
    await loaded.dispose();
  }
}

function graphOf(graph: Graph, feeds: Named<Values>, define: Define) {
  const inputs = mapped(feeds, ({ shape }, name) => graph.input(name, shape));
  for (const [name, tensor] of Object.entries(define(inputs))) graph.output(`${name}′`, tensor);
  const built = graph.build();
  return { ...built, outputs: built.outputs.map((output) => ({ ...output, name: output.name.slice(0, -1) })) };
}

/** Freshly drawn parameters, shaken by normal noise so that no term is at its start. */
export function drawParameters(specs: readonly ParameterSpec[], seed: string, noise: number): Record<string, Values> {
  const layout = new ParameterLayout(specs);
  const random = new RandomStream(seed);
  const values = layout.initialize(random);
  for (let i = 0; i < values.length; i++) values[i] += noise * random.normal();
  return Object.fromEntries(
    layout.parameters.map(({ name, shape }) => [name, { shape, data: layout.view(values, name) }]),
  );
}

export function normals(shape: Shape, seed: string, scale = 1): Values {
  const random = new RandomStream(seed);
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => scale * random.normal()) };
}

function mapped<From, To>(record: Named<From>, change: (value: From, name: string) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}

/** One training step of a neural spline flow on 60 columns: mean negative log-likelihood, its gradient, Adam. */
import { Graph } from '#compute/graph/graph';
import { gradients } from '#compute/graph/gradients';
import type { StaticGraph } from '#compute/graph/static-graph';
import { neg } from '#compute/ops/arithmetic';
import { reduceMean } from '#compute/ops/reduce';
import { type AdamSettings, adamStep } from '#compute/parameters/adam';
import { ParameterLayout } from '#compute/parameters/parameter-layout';
import { drawFlowStructure, flow, type FlowSettings } from '#generators/survival-nflow/transforms/flow';
import type { CaseInput, TrainingCase } from './training.ts';

const SETTINGS: FlowSettings = {
  dims: 60,
  layers: 1,
  linear: 'permutation',
  conditioner: 'autoregressive',
  element: 'rational-quadratic',
  hidden: 256,
  blocks: 1,
  bins: 8,
  bound: 3,
};
const FLOW = flow(SETTINGS, drawFlowStructure(SETTINGS, 'bench'));
const LAYOUT = new ParameterLayout(FLOW.specs);
const ADAM: AdamSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

export function flowCase(batch: number): TrainingCase {
  const inputs = {
    rows: { shape: [batch, SETTINGS.dims], drawn: 'data' },
    dropout: { shape: [batch, SETTINGS.hidden], drawn: 'dropout' },
  } as const;
  return { graph: flowStep(inputs), layouts: { flow: LAYOUT }, inputs, adam: ADAM, learningRate: 1e-3 };
}

function flowStep(inputs: Readonly<Record<'rows' | 'dropout', CaseInput>>): StaticGraph {
  const graph = new Graph();
  const [parameter, m, v] = ['theta', 'm', 'v'].map((part) => graph.input(`flow.${part}`, [LAYOUT.size]));
  const corrections = { stepSize: graph.input('stepSize', []), deviationScale: graph.input('deviationScale', []) };
  const rows = graph.input('rows', inputs.rows.shape);
  const dropout = [graph.input('dropout', inputs.dropout.shape)];
  const own = LAYOUT.split(parameter);
  const loss = neg(reduceMean(FLOW.logDensity(own, rows, { dropout })));
  const names = Object.keys(own);
  const slopes = gradients(
    loss,
    names.map((name) => own[name]),
  );
  const gradient = LAYOUT.join(Object.fromEntries(names.map((name, i) => [name, slopes[i]])));
  const next = adamStep({ parameter, m, v }, gradient, corrections, ADAM);
  graph.output('loss', loss);
  graph.output('next.flow.theta', next.parameter);
  graph.output('next.flow.m', next.m);
  graph.output('next.flow.v', next.v);
  return graph.build();
}

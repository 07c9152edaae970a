import { RandomStream } from '#random/random-stream';
import type { CategoricalColumnDistribution, ColumnDistribution, NumericColumnDistribution } from '../../assessment.ts';
import type { BaselineRow, ColumnComparison, InferenceFigures, TestResult } from '../../inference/inference-figures.ts';
import type { Draws } from './simulated-cohorts.ts';

type Counts = readonly (number | null)[];

/** Baseline characteristics and column comparisons as the simulated distributions give them; p-values are drawn. */
export function simulatedBaseline(
  { seed, variant }: Draws,
  distributions: readonly ColumnDistribution[],
): Pick<InferenceFigures, 'baseline' | 'columns'> {
  const stream = RandomStream.derive(seed, 'baseline', variant);
  return {
    baseline: distributions.map((own) =>
      own.kind === 'numeric' ? numericRow(own, stream) : categoricalRow(own, stream),
    ),
    columns: distributions.map((own) => comparison(own, stream)),
  };
}

function base({ field, title, group }: ColumnDistribution) {
  return { field, ...(title !== undefined && { title }), ...(group !== undefined && { group }) };
}

function numericRow(column: NumericColumnDistribution, stream: RandomStream): BaselineRow {
  const { training, synthetic } = column.cohorts;
  const cell = ({ present, missing, mean, standardDeviation, median, quartiles }: typeof training) => ({
    known: present,
    missing,
    mean,
    standardDeviation,
    median,
    quartiles: [quartiles?.[0] ?? null, quartiles?.[1] ?? null] as [number | null, number | null],
    shapiroWilk: 1e-9,
  });
  return {
    ...base(column),
    kind: 'numeric',
    ...(column.unit !== undefined && { unit: column.unit }),
    training: cell(training),
    synthetic: cell(synthetic),
    difference: { test: 'wilcoxon', ...drawnP(stream) },
    standardisedDifference: ((synthetic.mean ?? 0) - (training.mean ?? 0)) / (training.standardDeviation ?? 1),
  };
}

function categoricalRow(column: CategoricalColumnDistribution, stream: RandomStream): BaselineRow {
  const cell = ({ counts, missing }: { readonly counts: Counts; readonly missing: number | null }) => ({
    known: counts.includes(null) ? null : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    missing,
    counts: [...counts],
  });
  const { training, synthetic } = column.cohorts;
  return {
    ...base(column),
    kind: 'categorical',
    states: [...column.states],
    training: cell(training),
    synthetic: cell(synthetic),
    levels: column.states.map((_, state) =>
      training.counts[state] === null ? null : { test: 'fisher', ...drawnP(stream) },
    ),
    standardisedDifference: 0.07 * stream.normal(),
  };
}

function drawnP(stream: RandomStream): Omit<TestResult, 'test'> {
  const p = stream.uniform() ** 3;
  return { p, holm: Math.min(1, 12 * p), benjaminiHochberg: Math.min(1, 3 * p) };
}

function comparison({ kind, field, title }: ColumnDistribution, stream: RandomStream): ColumnComparison {
  const near = (scale: number) => ({
    value: scale * stream.uniform(),
    ceiling: scale * (0.3 + 0.3 * stream.uniform()),
  });
  const shared = { field, ...(title !== undefined && { title }), kind, totalVariation: near(0.08) };
  return kind === 'numeric' ? { ...shared, kolmogorovSmirnov: near(0.06), wasserstein: near(0.15) } : shared;
}

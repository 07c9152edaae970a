import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { categorical, dictionaryOf, numeric } from '../../../tabular/testing/trial-dictionary.ts';
import { answerHistogram, answersOf } from './answer-histogram.ts';
import { type AnswerScores, answerScores } from './answer-scores.ts';
import { ownHorizonWeights, type WeightedRows, weighRows } from './target-rows.ts';

interface Golden {
  readonly plain: GoldenScores & { readonly labels: number[]; readonly aurocVariance: number };
  readonly censored: GoldenScores & {
    readonly horizon: number;
    readonly times: number[];
    readonly events: number[];
    readonly weights: number[];
    readonly jackknifeVariance: number;
    readonly survivalBrier: number;
    readonly survivalAuroc: number;
  };
}

interface GoldenScores {
  readonly probabilities: number[];
  readonly correlation: number;
  readonly auroc: number;
  readonly brier: number;
  readonly observed: number;
  readonly predicted: number;
}

/** Made by answer-scores.py beside it. */
const { plain, censored }: Golden = JSON.parse(
  readFileSync('libs/evaluation/testing/fixtures/answer-scores.json', 'utf8'),
);

describe('golden', () => {
  test('scores of answers that count alike are those of scikit-learn, the interval is DeLong’s', () => {
    const scores = answerScores(answerHistogram(alike(plain.labels), Float64Array.from(plain.probabilities)));
    expectScores(scores, plain, 12);
    expect(halfWidth(scores) / 1.959963984540054).toBeCloseTo(Math.sqrt(plain.aurocVariance), 12);
  });

  test('censored answers score as in scikit-survival', () => {
    const { dictionary, table } = censoredCohort();
    const target = { name: 'horizon', kind: 'horizon', endpoint: 'OS', horizon: censored.horizon } as const;
    const weighed = weighRows(dictionary, target, table, ownHorizonWeights(dictionary, target, table));
    weighed.weights.forEach((weight, i) => expect(weight).toBeCloseTo(censored.weights[i], 5));
    const probabilities = Float64Array.from(weighed.rows, (row) => censored.probabilities[row]);
    const scores = answerScores(answerHistogram(weighed, probabilities));
    expectScores(scores, { ...censored, brier: censored.survivalBrier, auroc: censored.survivalAuroc }, 5);
    // The jackknife divides by n, DeLong by n − 1.
    const least = Math.min(...scores.rows);
    const ratio = (halfWidth(scores) / 1.959963984540054) ** 2 / censored.jackknifeVariance;
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(least / (least - 1));
  });
});

test('histograms of parts add up to that of the whole, bit for bit', () => {
  fc.assert(
    fc.property(fc.array(answer(), { maxLength: 40 }), fc.nat(40), (answers, at) => {
      const whole = histogramOf(answers);
      const parts = [answers.slice(0, at), answers.slice(at)].map(histogramOf);
      expect(whole).toEqual(parts[0].map((value, i) => value + parts[1][i]));
    }),
  );
});

test('no probability is rounded to the other side of one half', () => {
  const levels = [0.499, 0.5, 0.5 + 1e-9, 0.504, 0.506].map((probability) => {
    const { rows } = answersOf(answerHistogram(alike([0]), Float64Array.of(probability)), 0);
    return rows.indexOf(1);
  });
  expect(levels).toEqual([50, 50, 51, 51, 51]);
});

describe('degenerate answers', () => {
  test('none: nothing is defined', () => {
    const { rows, ...rest } = answerScores(answerHistogram(alike([]), new Float64Array()));
    expect(rows).toEqual([0, 0]);
    expect(Object.values(rest).flat()).toEqual(Array(9).fill(Number.NaN));
  });

  test('one label only: no curve, nothing to correlate with, a constant answer without error', () => {
    const scores = answerScores(answerHistogram(alike([1, 1, 1]), Float64Array.of(1, 0.5, 1)));
    expect(scores).toMatchObject({ auroc: Number.NaN, correlation: 0, constantBrier: 0, scaledBrier: Number.NaN });
    expect(scores.brier).toBeCloseTo(0.25 / 3, 12);
  });

  test('one row of a label has no interval', () => {
    const scores = answerScores(answerHistogram(alike([0, 1, 1]), Float64Array.of(0.1, 0.5, 1)));
    expect(scores.auroc).toBe(1);
    expect(scores.aurocInterval).toEqual([Number.NaN, Number.NaN]);
  });

  test('ties everywhere are chance, with no spread', () => {
    const scores = answerScores(answerHistogram(alike([0, 1, 0, 1]), new Float64Array(4).fill(0.3)));
    expect(scores).toMatchObject({ auroc: 0.5, aurocInterval: [0.5, 0.5], correlation: 0 });
  });

  test('rows of weight 0 are not there', () => {
    const rows: WeightedRows = { ...alike([0, 1, 1]), weights: Float64Array.of(1, 1, 0) };
    expect(answerScores(answerHistogram(rows, Float64Array.of(0, 1, 0)))).toMatchObject({ rows: [1, 1], brier: 0 });
  });
});

function answer(): fc.Arbitrary<{ label: number; weight: number; probability: number }> {
  return fc.record({
    label: fc.integer({ min: 0, max: 1 }),
    weight: fc.integer({ min: 0, max: 2 ** 22 }).map((units) => units / 2 ** 20),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
  });
}

function histogramOf(answers: readonly { label: number; weight: number; probability: number }[]): Float64Array {
  const rows = {
    ...alike(answers.map(({ label }) => label)),
    weights: Float64Array.from(answers, ({ weight }) => weight),
  };
  return answerHistogram(
    rows,
    Float64Array.from(answers, ({ probability }) => probability),
  );
}

function alike(labels: readonly number[]): WeightedRows {
  return {
    rows: Int32Array.from(labels.keys()),
    labels: Uint8Array.from(labels),
    weights: new Float64Array(labels.length).fill(1),
  };
}

function expectScores(scores: AnswerScores, golden: GoldenScores, digits: number): void {
  for (const name of ['correlation', 'auroc', 'brier', 'observed', 'predicted'] as const) {
    expect(scores[name]).toBeCloseTo(golden[name], digits);
  }
  expect(scores.scaledBrier).toBeCloseTo(1 - golden.brier / (golden.observed * (1 - golden.observed)), digits - 1);
}

function halfWidth({ aurocInterval: [lower, upper] }: AnswerScores): number {
  return (upper - lower) / 2;
}

/** Whole times, a bin for each. */
function censoredCohort(): { dictionary: DataDictionary; table: Table } {
  const dictionary = dictionaryOf(
    [
      numeric('months', { minimum: 0, maximum: 200, decimals: 0, outcome: true }),
      categorical('dead', ['0', '1'], { outcome: true }),
    ],
    { endpoints: [{ name: 'OS', time: 'months', event: 'dead', eventState: '1' }] },
  );
  const columns: Table['columns'] = new Map([
    ['months', { kind: 'numeric', values: Float64Array.from(censored.times) }],
    ['dead', { kind: 'categorical', codes: Int32Array.from(censored.events) }],
  ]);
  return { dictionary, table: { rowCount: censored.times.length, columns } };
}

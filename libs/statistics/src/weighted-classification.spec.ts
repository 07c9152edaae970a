import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture, repeated } from '../testing/fixtures.ts';
import { confusionOf, histogramAuc, matthewsCorrelation } from './classification.ts';
import { InvalidObservations } from './observations.ts';
import { weightedAuc, weightedBrier, weightedConfusion } from './weighted-classification.ts';

interface WeightedScores {
  readonly labels: readonly number[];
  readonly weights: readonly number[];
  readonly probabilities: readonly number[];
  readonly auc: number;
  readonly brier: number;
  readonly matthews: number;
}

const fixture = readFixture<Readonly<Record<'eventAfterHorizon' | 'eventBeforeHorizon', WeightedScores>>>('survival');

test.each([['eventAfterHorizon'], ['eventBeforeHorizon']] as const)('agrees with the oracle: %s', (name) => {
  const { labels, weights, probabilities, ...expected } = fixture[name];
  const answers = probabilities.map((probability) => Number(probability > 0.5));
  expectClose([weightedAuc(labels, probabilities, weights)], [expected.auc], 1e-12);
  expectClose([weightedBrier(labels, probabilities, weights)], [expected.brier], 1e-12);
  expectClose([matthewsCorrelation(weightedConfusion(labels, answers, weights))], [expected.matthews], 1e-12);
});

describe('whole weights are as many rows', () => {
  const row = fc.record({ label: fc.nat(1), score: fc.nat(4), weight: fc.nat(3) });

  test('area, Brier score and confusion', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const labels = rows.map(({ label }) => label);
        const scores = rows.map(({ score }) => score / 4);
        const weights = rows.map(({ weight }) => weight);
        const [allLabels, allScores] = [repeated(labels, weights), repeated(scores, weights)];
        expectClose([weightedAuc(labels, scores, weights)], [pairByPair(allLabels, allScores)], 1e-12);
        const squares = allLabels.reduce((sum, label, i) => sum + (label - allScores[i]) ** 2, 0);
        expectClose([weightedBrier(labels, scores, weights)], [squares / allLabels.length], 1e-12);
        const answers = scores.map((score) => Number(score > 0.5));
        expect(weightedConfusion(labels, answers, weights)).toEqual(confusionOf(allLabels, repeated(answers, weights)));
      }),
    );
  });

  test('histograms of weights by label give the same area', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const histogram = (wanted: number) =>
          [0, 1, 2, 3, 4].map((at) =>
            rows.reduce(
              (sum, { label, score, weight }) => sum + (label === wanted && score === at ? weight / 3 : 0),
              0,
            ),
          );
        const area = weightedAuc(
          rows.map(({ label }) => label),
          rows.map(({ score }) => score),
          rows.map(({ weight }) => weight / 3),
        );
        expectClose([histogramAuc(histogram(0), histogram(1))], [area], 1e-12);
      }),
    );
  });
});

test('what has no weight decides nothing, and without weight there is no score', () => {
  expect(weightedAuc([1, 0, 1], [3, 2, Number.NaN], [1, 1, 0])).toBe(1);
  expect(weightedBrier([1, 0], [0.5, Number.NaN], [2, 0])).toBe(0.25);
  expect(weightedAuc([], [], [])).toBeNaN();
  expect(weightedAuc([1, 1], [1, 2], [1, 1])).toBeNaN();
  expect(weightedBrier([1], [1], [0])).toBeNaN();
  expect(matthewsCorrelation(weightedConfusion([1, 0], [1, 0], [0, 0]))).toBe(0);
});

test('lengths that differ are refused', () => {
  expect(() => weightedAuc([1, 0], [1], [1, 1])).toThrow(InvalidObservations);
  expect(() => weightedBrier([1, 0], [1, 0], [1])).toThrow(InvalidObservations);
  expect(() => weightedConfusion([1, 0], [1, 0], [1])).toThrow(InvalidObservations);
});

function pairByPair(labels: readonly number[], scores: readonly number[]): number {
  const cases = scores.filter((_, i) => labels[i] === 1);
  const controls = scores.filter((_, i) => labels[i] === 0);
  const wins = cases.flatMap((a) => controls.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

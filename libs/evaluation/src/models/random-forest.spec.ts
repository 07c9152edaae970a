import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { growPlainTree } from '../../testing/plain-tree.ts';
import { walkTree } from '../../testing/walk-tree.ts';
import { type ClassificationTree, growTree } from './classification-tree.ts';
import { labelFeatures } from './labelled-features.ts';
import { forestProbabilities } from './forest.ts';
import { fitForest } from './random-forest.ts';

const stream = new RandomStream('forest');
const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: 400 }, () => stream.uniform()));
/** An interaction that no single feature shows. */
const labels = Uint8Array.from(columns[0], (x, row) => (x > 0.5 === columns[1][row] > 0.5 ? 1 : 0));

test('a tree of all rows answers them without error', () => {
  const rows = Int32Array.from(labels.keys());
  const tree = growTree(labelFeatures(columns, labels), rows, 4, new RandomStream('tree'));
  labels.forEach((label, row) => expect(walkTree(tree, columns, row)).toBe(label));
});

test('a tree is that of the plain definition, for features of few, many and one value', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 1, max: 150 }),
      fc.array(fc.constantFrom(1, 2, 3, 40, 1e6), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      (seed, rowCount, distinct, tried) => {
        const draw = new RandomStream(seed);
        const features = distinct.map((n) => Float64Array.from({ length: rowCount }, () => draw.int(n) / 7 - 1));
        const truth = Uint8Array.from({ length: rowCount }, (_, row) =>
          features[0][row] + draw.uniform() > 0 ? 1 : 0,
        );
        const rows = Int32Array.from({ length: rowCount }, () => draw.int(rowCount));
        const plain = growPlainTree(features, truth, Array.from(rows), tried, new RandomStream(seed));
        const tree = growTree(labelFeatures(features, truth), rows, tried, new RandomStream(seed));
        expect(nodesOf(tree)).toEqual(plain);
      },
    ),
    { numRuns: 60 },
  );
});

test('a single split lies midway between the classes, for few and for many distinct values', () => {
  for (const step of [10, 0.01]) {
    const feature = Float64Array.from(
      { length: 200 },
      (_, row) => Math.floor((row * step) / 10) + (row >= 100 ? 1000 : 0),
    );
    const halves = Uint8Array.from(feature, (_, row) => (row >= 100 ? 1 : 0));
    const rows = Int32Array.from(halves.keys());
    const tree = growTree(labelFeatures([feature], halves), rows, 1, new RandomStream('split'));
    expect(tree.feature).toHaveLength(3);
    expect(tree.threshold[0]).toBe((feature[99] + feature[100]) / 2);
  }
});

test('a forest learns an interaction and is decided by its seed', () => {
  const unseen = Array.from({ length: 4 }, () => Float64Array.from({ length: 200 }, () => stream.uniform()));
  const answer = (seed: string) => forestProbabilities(fitForest(columns, labels, { trees: 30, seed }), unseen);
  const right = answer('a').filter((p, row) => p > 0.5 === (unseen[0][row] > 0.5 === unseen[1][row] > 0.5));
  expect(right.length).toBeGreaterThan(170);
  expect(answer('a')).toEqual(answer('a'));
  expect(answer('a')).not.toEqual(answer('b'));
});

test('constant features leave the share of each class', () => {
  const forest = fitForest([new Float64Array(50)], new Uint8Array(50).fill(1, 25), { trees: 200, seed: 'constant' });
  expect(forestProbabilities(forest, [new Float64Array(1)])[0]).toBeCloseTo(0.5, 1);
});

test('rows count by their weights', () => {
  const truth = new Uint8Array(50).fill(1, 25);
  const weights = new Float64Array(50).fill(3).fill(1, 25);
  const forest = fitForest([new Float64Array(50)], truth, { trees: 400, seed: 'weights', weights });
  expect(forestProbabilities(forest, [new Float64Array(1)])[0]).toBeCloseTo(0.25, 1);
  const onlyOnes = fitForest([new Float64Array(50)], truth, {
    trees: 20,
    seed: 'zero',
    weights: weights.map((weight, row) => weight * truth[row]),
  });
  expect(forestProbabilities(onlyOnes, [new Float64Array(1)])[0]).toBe(1);
});

function nodesOf(tree: ClassificationTree) {
  return Array.from(tree.feature, (feature, node) => ({
    feature,
    threshold: tree.threshold[node],
    right: tree.right[node],
    positive: tree.positive[node],
  }));
}

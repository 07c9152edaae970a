import { expect, test } from '@jest/globals';
import { RandomStream } from '#random/random-stream';
import { growTree, predictRow, rankFeatures } from './classification-tree.ts';
import { fitForest, forestProbabilities } from './random-forest.ts';

const stream = new RandomStream('forest');
const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: 400 }, () => stream.uniform()));
/** An interaction that no single feature shows. */
const labels = Uint8Array.from(columns[0], (x, row) => (x > 0.5 === columns[1][row] > 0.5 ? 1 : 0));

test('a tree of all rows answers them without error', () => {
  const rows = Int32Array.from(labels.keys());
  const tree = growTree(rankFeatures(columns), labels, rows, 4, new RandomStream('tree'));
  labels.forEach((label, row) => expect(predictRow(tree, columns, row)).toBe(label));
});

test('a single split lies midway between the classes, for few and for many distinct values', () => {
  for (const step of [10, 0.01]) {
    const feature = Float64Array.from(
      { length: 200 },
      (_, row) => Math.floor((row * step) / 10) + (row >= 100 ? 1000 : 0),
    );
    const halves = Uint8Array.from(feature, (_, row) => (row >= 100 ? 1 : 0));
    const rows = Int32Array.from(halves.keys());
    const tree = growTree(rankFeatures([feature]), halves, rows, 1, new RandomStream('split'));
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

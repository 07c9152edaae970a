import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { walkTree } from '../../testing/walk-tree.ts';
import { type ClassificationTree, growTree } from './classification-tree.ts';
import { forestProbabilities } from './forest.ts';
import { ForestPacker } from './forest-packer.ts';
import { labelFeatures } from './labelled-features.ts';

test('a forest answers with the mean of its trees', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 6 }),
      (seed, rowCount, trees) => {
        const stream = new RandomStream(seed);
        const columns = [3, 1000].map((values) =>
          Float64Array.from({ length: rowCount }, () => stream.int(values) / 3 - 1),
        );
        const labels = Uint8Array.from({ length: rowCount }, () => stream.int(2));
        const packer = new ForestPacker();
        const grown: ClassificationTree[] = [];
        for (let tree = 0; tree < trees; tree++) {
          const rows = Int32Array.from({ length: rowCount }, () => stream.int(rowCount));
          grown.push(growTree(labelFeatures(columns, labels), rows, 1, stream));
          packer.add(grown[tree]);
        }
        const expected = Float64Array.from(
          { length: rowCount },
          (_, row) => grown.reduce((sum, tree) => sum + walkTree(tree, columns, row), 0) / trees,
        );
        expect(forestProbabilities(packer.forest(), columns)).toEqual(expected);
      },
    ),
    { numRuns: 100 },
  );
});

import type { ClassificationTree } from './classification-tree.ts';
import type { RandomForest } from './forest.ts';

/** Puts grown trees, whose nodes stand in depth-first order, into one forest that names each cut and each share once. */
export class ForestPacker {
  readonly #trees: ClassificationTree[] = [];
  /** Place of each share. */
  readonly #shares = new Map<number, number>();
  /** Per feature the place of the cut at each threshold. */
  readonly #cuts = new Map<number, Map<number, number>>();
  readonly #features: number[] = [];
  readonly #thresholds: number[] = [];
  /** Per tree and node the place of its share, or of its cut. */
  readonly #places: Int32Array[] = [];

  add(tree: ClassificationTree): void {
    this.#trees.push(tree);
    this.#places.push(tree.feature.map((feature, node) => this.#placeOf(feature, tree, node)));
  }

  forest(): RandomForest {
    const nodeCount = this.#places.reduce((sum, { length }) => sum + length, 0);
    const roots = new Int32Array(this.#trees.length);
    const kinds = new Int32Array(nodeCount);
    const right = new Int32Array(nodeCount);
    let start = 0;
    this.#trees.forEach((tree, t) => {
      roots[t] = start;
      this.#places[t].forEach((place, node) => {
        const isLeaf = tree.feature[node] < 0;
        kinds[start + node] = isLeaf ? place : this.#shares.size + place;
        right[start + node] = isLeaf ? 0 : start + tree.right[node];
      });
      start += tree.feature.length;
    });
    return {
      roots,
      kinds,
      right,
      shares: Float64Array.from(this.#shares.keys()),
      features: Int32Array.from(this.#features),
      thresholds: Float64Array.from(this.#thresholds),
    };
  }

  #placeOf(feature: number, tree: ClassificationTree, node: number): number {
    if (feature < 0) return placeIn(this.#shares, tree.positive[node]);
    const cuts = this.#cuts.get(feature) ?? new Map<number, number>();
    this.#cuts.set(feature, cuts);
    const threshold = tree.threshold[node];
    const known = cuts.get(threshold);
    if (known !== undefined) return known;
    cuts.set(threshold, this.#features.length);
    this.#thresholds.push(threshold);
    return this.#features.push(feature) - 1;
  }
}

/** Of a value in order of first appearance. */
function placeIn(places: Map<number, number>, value: number): number {
  const known = places.get(value);
  if (known !== undefined) return known;
  places.set(value, places.size);
  return places.size - 1;
}

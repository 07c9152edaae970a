import type { RandomStream } from '#random/random-stream';

/** A node of a tree as `classification-tree.ts` lays it out. */
export interface PlainNode {
  feature: number;
  threshold: number;
  right: number;
  positive: number;
}

/**
 * The definition of a tree in plain words, to hold the fast one against: at each node features in random order until
 * `tried` of them vary, of all cuts between neighbouring values the first that leaves the least Gini impurity.
 */
export function growPlainTree(
  columns: readonly Float64Array[],
  labels: Uint8Array,
  rows: readonly number[],
  tried: number,
  stream: RandomStream,
): PlainNode[] {
  const nodes: PlainNode[] = [];
  const order = columns.map((_, feature) => feature);
  addNode(rows);
  return nodes;

  function addNode(here: readonly number[]): number {
    const positive = here.filter((row) => labels[row] === 1).length / here.length;
    const node: PlainNode = { feature: -1, threshold: 0, right: -1, positive };
    const index = nodes.push(node) - 1;
    const cut = positive === 0 || positive === 1 ? undefined : bestCut(here);
    if (cut === undefined) return index;
    node.feature = cut.feature;
    node.threshold = cut.threshold;
    addNode(here.filter((row) => columns[cut.feature][row] <= cut.threshold));
    node.right = addNode(here.filter((row) => columns[cut.feature][row] > cut.threshold));
    return index;
  }

  function bestCut(here: readonly number[]) {
    const cuts: { feature: number; threshold: number; purity: number }[] = [];
    let varied = 0;
    for (let i = 0; i < order.length && varied < tried; i++) {
      const other = i + stream.int(order.length - i);
      [order[i], order[other]] = [order[other], order[i]];
      const feature = order[i];
      const values = [...new Set(here.map((row) => columns[feature][row]))].toSorted((a, b) => a - b);
      if (values.length > 1) varied++;
      for (let v = 0; v + 1 < values.length; v++) {
        const threshold = (values[v] + values[v + 1]) / 2;
        const left = here.filter((row) => columns[feature][row] <= values[v]);
        const right = here.filter((row) => columns[feature][row] > values[v]);
        cuts.push({ feature, threshold, purity: purity(left) + purity(right) });
      }
    }
    return cuts.reduce<(typeof cuts)[number] | undefined>(
      (best, cut) => (best === undefined || cut.purity > best.purity ? cut : best),
      undefined,
    );
  }

  function purity(side: readonly number[]): number {
    const ones = side.filter((row) => labels[row] === 1).length;
    return ((side.length - ones) ** 2 + ones ** 2) / side.length;
  }
}

import { damagedForest } from './damaged-forest.ts';
import type { RandomForest } from './forest.ts';

/** Of one kind: four times seven bits. */
const MOST_BYTES = 4;

/** Kinds in seven bits a byte, the lowest first, the eighth bit set where more follow. */
export function packKinds(kinds: Int32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(kinds.reduce((sum, kind) => sum + byteCount(kind), 0));
  let at = 0;
  for (const kind of kinds) {
    let rest = kind;
    for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
  }
  return bytes;
}

export interface NodeLimits {
  readonly trees: number;
  /** Per tree: no more than rows that it learnt from. */
  readonly leaves: number;
}

/**
 * The nodes of a forest from their kinds depth first, left before right: a tree ends where none of its nodes lacks a child.
 * @throws CL-NET-003 where a kind names no leaf and no cut, a tree has no end, or there are none or more than the limits
 */
export function readKinds(
  bytes: Uint8Array,
  shareCount: number,
  cutCount: number,
  limits: NodeLimits,
): Pick<RandomForest, 'roots' | 'kinds' | 'right'> {
  const mostInTree = 2 * limits.leaves - 1;
  const kinds = unpackKinds(bytes, shareCount + cutCount, limits.trees * mostInTree);
  const right = new Int32Array(kinds.length);
  const roots: number[] = [];
  /** Nodes of the tree that have no right child yet, the last one innermost. */
  const open = new Int32Array(mostInTree);
  let depth = 0;
  let isWhole = true;
  for (let node = 0; node < kinds.length; node++) {
    if (isWhole && roots.push(node) > limits.trees) throw damagedForest('it has too many trees');
    if (node - roots[roots.length - 1] >= mostInTree) throw damagedForest('a tree has too many leaves');
    const isLeaf = kinds[node] < shareCount;
    isWhole = isLeaf && depth === 0;
    if (!isLeaf) open[depth++] = node;
    else if (!isWhole) right[open[--depth]] = node + 1;
  }
  if (!isWhole || roots.length === 0) throw damagedForest('a tree has no end');
  return { roots: Int32Array.from(roots), kinds, right };
}

function unpackKinds(bytes: Uint8Array, kindCount: number, most: number): Int32Array {
  const count = bytes.reduce((sum, byte) => sum + (byte < 0x80 ? 1 : 0), 0);
  if (count > most) throw damagedForest('it has too many nodes');
  const kinds = new Int32Array(count);
  let at = 0;
  for (let node = 0; node < count; node++) {
    let kind = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      kind += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
      if (shift >= 7 * (MOST_BYTES - 1)) throw damagedForest('a node has too many bytes');
    }
    if (kind >= kindCount) throw damagedForest('a node is neither a leaf nor a cut');
    kinds[node] = kind;
  }
  if (at < bytes.length) throw damagedForest('its last node is incomplete');
  return kinds;
}

function byteCount(kind: number): number {
  let count = 1;
  for (let rest = kind >>> 7; rest > 0; rest >>>= 7) count++;
  return count;
}

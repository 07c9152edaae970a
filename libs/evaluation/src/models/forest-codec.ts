import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { type TensorData, vector } from '#sums/tensors/named-tensors';
import { damagedForest } from './damaged-forest.ts';
import type { RandomForest } from './forest.ts';
import { type NodeLimits, packKinds, readKinds } from './node-codec.ts';

/** What a forest from elsewhere may have at most. */
export interface ForestLimits extends NodeLimits {
  /** Columns that it may look at. */
  readonly features: number;
}

/**
 * A forest as safetensors bytes, the same for the same forest: `shares`, and per cut `features` and `thresholds`; `nodes`,
 * the kind of each node depth first, left before right, in seven bits a byte, the lowest first, the eighth set where more
 * follow. That tells the trees: one ends where none of its nodes lacks a child. About 1.5 bytes a node.
 */
export function encodeForest({ kinds, shares, features, thresholds }: RandomForest): Uint8Array<ArrayBuffer> {
  return encodeTensors({
    tensors: new Map([
      ['shares', vector(shares)],
      ['features', vector(features)],
      ['thresholds', vector(thresholds)],
      ['nodes', vector(packKinds(kinds))],
    ]),
    metadata: new Map(),
  });
}

/**
 * The inverse of `encodeForest`.
 * @throws CL-NET-003 for anything that isn't one to that many whole trees of finite cuts and shares in [0, 1]
 */
export function decodeForest(bytes: Uint8Array, limits: ForestLimits): RandomForest {
  const { tensors } = decodeTensors(bytes);
  const shares = tensors.get('shares')?.data;
  const features = tensors.get('features')?.data;
  const thresholds = tensors.get('thresholds')?.data;
  const nodes = tensors.get('nodes')?.data;
  if (tensors.size !== 4 || !(nodes instanceof Uint8Array)) throw damagedForest('parts are missing, or there are more');
  requireShares(shares);
  requireFeatures(features, limits);
  requireThresholds(thresholds, features.length);
  return { ...readKinds(nodes, shares.length, features.length, limits), shares, features, thresholds };
}

function requireShares(shares: TensorData | undefined): asserts shares is Float64Array {
  const isRight = shares instanceof Float64Array && shares.every((share) => share >= 0 && share <= 1);
  if (!isRight) throw damagedForest('a leaf has no share from 0 to 1');
}

function requireFeatures(features: TensorData | undefined, limits: ForestLimits): asserts features is Int32Array {
  const isRight = features instanceof Int32Array && features.every((place) => place >= 0 && place < limits.features);
  if (!isRight) throw damagedForest('a cut has no column');
}

function requireThresholds(thresholds: TensorData | undefined, cuts: number): asserts thresholds is Float64Array {
  const isRight = thresholds instanceof Float64Array && thresholds.length === cuts && thresholds.every(Number.isFinite);
  if (!isRight) throw damagedForest('a cut has no finite threshold');
}

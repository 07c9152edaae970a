import { checkedRowCount, describeVector, readVector } from './vector-codec.ts';
import type { Contribution } from './contribution.ts';
import { refused } from './check-contribution.ts';
import { decodeTensors } from './tensors/decode-tensors.ts';
import { encodeTensors } from './tensors/encode-tensors.ts';
import { vector as tensor, type NamedTensor } from './tensors/named-tensors.ts';

const FORMAT = 'cohortloom-contribution-1';

/**
 * A contribution as safetensors bytes; canonical, so their SHA-256 identifies the contribution. Metadata: `format`,
 * `rowCount`, and `vector:NAME` = `count`, `count LENGTH` (sparse: places and counts), `measure SCALE` or
 * `weighted WEIGHT`.
 */
export function encodeContribution(contribution: Contribution): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, NamedTensor>();
  const metadata = new Map([
    ['format', FORMAT],
    ['rowCount', String(contribution.rowCount)],
  ]);
  for (const [name, vector] of contribution.vectors) {
    const { description, data } = describeVector(vector);
    tensors.set(name, tensor(data));
    metadata.set(`vector:${name}`, description);
  }
  return encodeTensors({ tensors, metadata });
}

/**
 * The contribution in these bytes; weighted vectors are views on them. Values aren't checked here but as they are added.
 * @throws CL-NET-003 when the bytes are no complete file, CL-ROUND-002 when they hold no contribution
 */
export function decodeContribution(bytes: Uint8Array, site = 'unknown'): Contribution {
  const { tensors, metadata } = decodeTensors(bytes);
  if (metadata.get('format') !== FORMAT) throw refused(site, `It is not of the format ${FORMAT}.`);
  const vectors = new Map(
    [...tensors].map(([name, { data }]) => [name, readVector(site, name, metadata.get(`vector:${name}`), data)]),
  );
  return { rowCount: checkedRowCount(site, metadata.get('rowCount')), vectors };
}

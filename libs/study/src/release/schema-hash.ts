import { sha256Hex } from '#sums/sha256';
import { canonicalJson } from '#tabular/dictionary-hash';
import type { DataPackageJson } from '#tabular/dictionary-writing';

/**
 * SHA-256 (hex) of the schema in a `datapackage.json`, as canonical JSON: all that a dictionary says of the columns, whatever
 * the file's layout, titles and dates. A released model tells it, since its numbers mean nothing under another schema.
 */
export function schemaSha256({ resources: [{ schema }] }: Pick<DataPackageJson, 'resources'>): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson(schema)));
}

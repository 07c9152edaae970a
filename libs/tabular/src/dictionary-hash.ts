import { createHash } from 'node:crypto';
import type { DataDictionary } from './dictionary.ts';

/** A value as JSON with sorted keys and no white space, so that equal values give equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, nested: unknown) => (isRecord(nested) ? sortKeys(nested) : nested));
}

/** SHA-256 (hex) of the dictionary's canonical JSON: what sites and coordinator compare before a study. */
export function dictionaryHash(dictionary: DataDictionary): string {
  return createHash('sha256').update(canonicalJson(dictionary)).digest('hex');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortKeys(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

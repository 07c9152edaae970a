import { createHash } from 'node:crypto';
import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary } from './dictionary.ts';

/** A value as JSON with sorted keys and no white space, so that equal values give equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, nested: unknown) => (isRecord(nested) ? sortKeys(nested) : nested));
}

/** SHA-256 (hex) of the dictionary's canonical JSON: what sites and coordinator compare before a study. */
export function dictionaryHash(dictionary: DataDictionary): string {
  return createHash('sha256').update(canonicalJson(dictionary)).digest('hex');
}

/**
 * Throws CL-DICT-002 when a site's dictionary isn't the agreed one, naming the first field and property that differ (and
 * nothing of what the site's own says there).
 */
export function requireSameDictionary(agreed: DataDictionary, own: DataDictionary): void {
  const difference = firstDifference(agreed, own);
  if (difference === undefined) return;
  throw new CohortloomError('CL-DICT-002', {
    what: `This site's data dictionary is not the study's: ${difference}.`,
    where: {},
    todo: "Use the study's datapackage.json, or agree on one and hand it to every site.",
  });
}

function firstDifference(agreed: DataDictionary, own: DataDictionary): string | undefined {
  for (let i = 0; i < agreed.fields.length; i++) {
    const expected = agreed.fields[i];
    if (own.fields[i] === undefined) return `field ${expected.name} is missing`;
    const property = differingProperty(expected, own.fields[i]);
    if (property === 'name') return `field ${i + 1} is not ${expected.name}`;
    if (property !== undefined) return `field ${expected.name} differs in ${property}`;
  }
  if (own.fields.length > agreed.fields.length) {
    return `it has ${own.fields.length} fields where the study has ${agreed.fields.length}`;
  }
  const property = differingProperty(agreed, own);
  return property === undefined ? undefined : `it differs in ${property}`;
}

/** The first property that differs, the name first. */
function differingProperty(agreed: object, own: object): string | undefined {
  const keys = new Set(['name', ...Object.keys(agreed), ...Object.keys(own)]);
  return [...keys].find((key) => canonicalJson([Reflect.get(agreed, key)]) !== canonicalJson([Reflect.get(own, key)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortKeys(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

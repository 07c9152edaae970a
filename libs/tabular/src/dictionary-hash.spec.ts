import { describe, expect, it } from '@jest/globals';
import { TRIAL } from '../testing/trial-dictionary.ts';
import { canonicalJson, dictionaryHash } from './dictionary-hash.ts';
import { parseDictionary } from './dictionary-reading.ts';
import { toDataPackage } from './dictionary-writing.ts';

const [age, ...others] = TRIAL.fields;

describe('canonical JSON', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[{"d":1}]}');
  });
});

describe('the hash of a dictionary', () => {
  it('survives writing and reading', () => {
    const copy = parseDictionary(JSON.stringify(toDataPackage(TRIAL), null, 3));
    expect(dictionaryHash(copy)).toBe(dictionaryHash(TRIAL));
    expect(dictionaryHash(TRIAL)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('changes with the order of the fields', () => {
    expect(dictionaryHash({ ...TRIAL, fields: [...others, age] })).not.toBe(dictionaryHash(TRIAL));
  });
});

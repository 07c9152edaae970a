import { describe, expect, it } from '@jest/globals';
import { categorical, TRIAL } from '../testing/trial-dictionary.ts';
import type { DataDictionary } from './dictionary.ts';
import { canonicalJson, dictionaryHash, requireSameDictionary } from './dictionary-hash.ts';
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

describe('a site with another dictionary', () => {
  it.each<[string, DataDictionary]>([
    ['field age is missing', { ...TRIAL, fields: [] }],
    ['field 1 is not age', { ...TRIAL, fields: [{ ...age, name: 'years' }, ...others] }],
    ['field age differs in title', { ...TRIAL, fields: [{ ...age, title: 'Age' }, ...others] }],
    ['it has 11 fields where the study has 10', { ...TRIAL, fields: [...TRIAL.fields, categorical('ward', ['a'])] }],
    ['it differs in minimumCellSize', { ...TRIAL, minimumCellSize: 3 }],
    ['it differs in constraints', { ...TRIAL, constraints: [] }],
  ])('is told that %s', (said, own) => {
    expect(() => requireSameDictionary(TRIAL, own)).toThrow(
      expect.objectContaining({ code: 'CL-DICT-002', what: expect.stringContaining(said) }),
    );
  });

  it('is not told what its own labels are', () => {
    const own = {
      ...TRIAL,
      fields: [age, categorical('sex', ['female', 'male', 'rare'], { required: true }), ...others.slice(1)],
    };
    expect(() => requireSameDictionary(TRIAL, own)).toThrow(
      expect.objectContaining({ what: expect.not.stringContaining('rare') }),
    );
  });

  it('that is the same passes', () => {
    expect(() => requireSameDictionary(TRIAL, structuredClone(TRIAL))).not.toThrow();
  });
});

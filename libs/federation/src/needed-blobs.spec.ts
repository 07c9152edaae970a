import { describe, expect, it } from '@jest/globals';
import { neededBlobs } from './needed-blobs.ts';

const ENTRY = {
  sequence: 0,
  key: 'round/0/contributed/a',
  type: 'contributed',
  at: 1,
  data: { round: 0, site: 'a', sha256: 'ab', bytes: 1, rowCount: 1 },
};

const study = (state: unknown) => ({ id: 's', revision: 1, updatedAt: 1, declaration: null, state: state as never });

describe('the blobs that a study needs', () => {
  it('are its contributions, as long as it may be taken up again', () => {
    for (const record of [undefined, study({ name: 'training' }), study({ name: 'failed', during: 'training' })]) {
      expect(neededBlobs(record, ENTRY)).toEqual(['ab']);
    }
    for (const name of ['released', 'withdrawn']) expect(neededBlobs(study({ name }), ENTRY)).toEqual([]);
  });

  it('come of no other entries, and not of one that can not be read', () => {
    expect(neededBlobs(undefined, { ...ENTRY, type: 'site-left' })).toEqual([]);
    expect(() => neededBlobs(undefined, { ...ENTRY, data: null })).toThrow('CL-IO-004');
  });
});

import { describe, expect, it } from '@jest/globals';
import { DEFAULT_POLICY } from './rounds/policy.ts';
import { neededBlobs } from './needed-blobs.ts';

const OPENED = {
  sequence: 0,
  key: 'round/0/opened',
  type: 'round-opened',
  at: 1,
  data: {
    round: 0,
    study: 's',
    kind: 'profile',
    task: 'profile',
    members: ['a'],
    policy: { ...DEFAULT_POLICY, quorum: 1 },
    broadcastSha256: 'cd',
    manyExchanges: false,
    layout: [],
  },
};
const ENTRY = {
  sequence: 1,
  key: 'round/0/contributed/a',
  type: 'contributed',
  at: 1,
  data: { round: 0, site: 'a', sha256: 'ab', bytes: 1, rowCount: 1 },
};

const study = (state: unknown) => ({ id: 's', revision: 1, updatedAt: 1, declaration: null, state: state as never });

describe('the blobs that a study needs', () => {
  it('are its contributions, as long as it may be taken up again', () => {
    for (const record of [undefined, study({ name: 'training' }), study({ name: 'failed', during: 'training' })]) {
      expect(neededBlobs(record, [OPENED, ENTRY])).toEqual(new Set(['ab']));
    }
    for (const name of ['released', 'withdrawn']) {
      for (const state of [{ name }, { state: { name }, changes: 3 }]) {
        expect(neededBlobs(study(state), [OPENED, ENTRY])).toEqual(new Set());
      }
    }
  });

  it('come of no other entries, and not of one that can not be read', () => {
    expect(neededBlobs(undefined, [OPENED])).toEqual(new Set());
    expect(() => neededBlobs(undefined, [OPENED, { ...ENTRY, data: null }])).toThrow('CL-IO-004');
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { TRIAL } from '../testing/trial-dictionary.ts';
import { parseDictionary } from './dictionary-reading.ts';
import { releasePackage } from './release-package.ts';

describe('the package of a released cohort', () => {
  const csv = 'age\n61\n';
  const json = releasePackage(TRIAL, {
    path: 'synthetic.csv',
    csv,
    rowCount: 1,
    title: 'Synthetic trial',
    description: 'Nobody in it exists.',
    sources: [{ title: '3 sites of the study trial' }],
    createdBy: 'Cohortloom 0.1.0',
    created: '2026-01-02T03:04:05Z',
    provenance: { study: 'trial', seed: '1' },
  });

  it('says what it is and where it comes from', () => {
    expect(json).toMatchObject({
      title: 'Synthetic trial',
      sources: [{ title: '3 sites of the study trial' }],
      contributors: [{ title: 'Cohortloom 0.1.0' }],
      cohortloom: { synthetic: true, study: 'trial', seed: '1' },
    });
  });

  it('names the file with its size and hash', () => {
    expect(json.resources[0]).toMatchObject({
      path: 'synthetic.csv',
      bytes: 7,
      hash: `sha256:${createHash('sha256').update(csv).digest('hex')}`,
    });
  });

  it('is a data dictionary', () => {
    expect(parseDictionary(JSON.stringify(json))).toEqual({ ...TRIAL, title: 'Synthetic trial' });
  });
});

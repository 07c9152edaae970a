import { describe, expect, it } from '@jest/globals';
import { collectCohortFile } from './cohort-files.ts';

describe('--synthetic', () => {
  it.each([
    ['made/by.csv', { label: 'by', file: 'made/by.csv' }],
    ['ours=a.csv', { label: 'ours', file: 'a.csv' }],
    ['ours=/data/seed=1/a.csv', { label: 'ours', file: '/data/seed=1/a.csv' }],
    ['/data/seed=1/a.csv', { label: 'a', file: '/data/seed=1/a.csv' }],
    ['./seed=1.csv', { label: 'seed=1', file: './seed=1.csv' }],
  ])('%s', (option, cohort) => {
    expect(collectCohortFile(option)).toEqual([cohort]);
  });

  it('refuses what names no file, and a label twice', () => {
    expect(() => collectCohortFile('ours=')).toThrow('CL-CONF-005');
    expect(() => collectCohortFile('other/a.csv', collectCohortFile('a.csv'))).toThrow('CL-CONF-005');
  });
});

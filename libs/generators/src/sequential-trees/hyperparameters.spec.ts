import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { leastLeaf, parseTreeSettings, treeSettingsSchema } from './hyperparameters.ts';

describe('the settings of trees', () => {
  it('have a line in the documentation each, with the default', () => {
    const text = readFileSync(new URL('../../../../docs/sequential-trees.md', import.meta.url), 'utf8');
    const defaults: Readonly<Record<string, unknown>> = parseTreeSettings({});
    for (const name of Object.keys(treeSettingsSchema.shape)) {
      const line = text.split('\n').find((candidate) => candidate.startsWith(`| \`${name}\``));
      const told = line?.split('|')[2].trim().replaceAll('`', '');
      expect(told).toBe(Array.isArray(defaults[name]) ? '[]' : String(defaults[name]));
    }
  });

  it('are refused with the name of each that is wrong', () => {
    expect(() => parseTreeSettings({ trees: 0, bins: 40, rounds: 3 })).toThrow(/trees.*bins|bins.*trees/);
    expect(() => parseTreeSettings({ rounds: 3 })).toThrow('CL-CONF-001');
  });
});

describe('the least leaf', () => {
  it('is 10 for a trial, grows with the cohort, and is never below the minimum cell size', () => {
    const settings = parseTreeSettings({});
    expect(leastLeaf(settings, 1_167, 5)).toBe(10);
    expect(leastLeaf(settings, 100_000, 5)).toBe(180);
    expect(leastLeaf(settings, 1_167, 20)).toBe(20);
    expect(leastLeaf(parseTreeSettings({ minimumLeafSize: 30 }), 50, 5)).toBe(30);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { flowSettingsSchema, parseFlowSettings } from './hyperparameters.ts';

describe('the settings of the survival flow', () => {
  it('have a line in the documentation each, with the default', () => {
    const text = readFileSync(new URL('../../../../docs/survival-nflow.md', import.meta.url), 'utf8');
    const defaults: Readonly<Record<string, unknown>> = parseFlowSettings({});
    for (const name of Object.keys(flowSettingsSchema.shape)) {
      const line = text.split('\n').find((candidate) => candidate.startsWith(`| \`${name}\``));
      const told = line?.split('|')[2].trim().replaceAll('`', '');
      expect([name, told]).toEqual([name, Array.isArray(defaults[name]) ? '[]' : plainNumber(defaults[name])]);
    }
  });

  it('are refused with the name of each that is wrong', () => {
    expect(() => parseFlowSettings({ bins: 1, patience: 0 })).toThrow(/bins.*patience|patience.*bins/);
    expect(() => parseFlowSettings({ colour: 'red' })).toThrow('CL-CONF-001');
  });
});

/** 0.000001, not 1e-6. */
function plainNumber(value: unknown): string {
  return typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3 ? value.toFixed(6) : String(value);
}

import { describe, expect, it } from '@jest/globals';
import { stateName, twoStateFields } from './column-name.ts';

const ECOG = { field: 'ecog', title: 'ECOG performance status' };
const categorical = (field: string, states: string[]) => ({ kind: 'categorical', field, states, series: [] }) as const;

describe('stateName', () => {
  it('leaves out the state of a marker that is there or not', () => {
    expect(['1', 'Yes', 'mutated'].map((state) => stateName(ECOG, state, true))).toEqual(Array(3).fill(ECOG.title));
    expect(stateName({ field: 'sex' }, 'female', true)).toBe('sex: female');
  });

  it('names every state of a column that has more than two, 1 too', () => {
    expect(['0', '1', '2'].map((state) => stateName(ECOG, state, false))).toEqual([
      'ECOG performance status: 0',
      'ECOG performance status: 1',
      'ECOG performance status: 2',
    ]);
  });
});

describe('twoStateFields', () => {
  it('are the categorical columns with two states', () => {
    const distributions = [
      categorical('tp53', ['0', '1']),
      categorical('ecog', ['0', '1', '2']),
      categorical('one', ['1']),
      { kind: 'numeric', field: 'age', series: [] } as const,
    ];
    expect([...twoStateFields({ distributions: distributions.map((own) => structuredClone(own)) as never })]).toEqual([
      'tp53',
    ]);
  });
});

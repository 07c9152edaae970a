import { describe, expect, it } from '@jest/globals';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { tables } from '../../../tabular/testing/arbitraries.ts';
import { TRIAL } from '../../../tabular/testing/trial-dictionary.ts';
import fc from 'fast-check';
import { assessPlan } from './assess-plan.ts';
import { parseAssessPlan } from './parse-assess-plan.ts';
import { allAtOnce } from '../steps.ts';

describe('parseAssessPlan', () => {
  it('reads back every plan that went through JSON', () => {
    fc.assert(
      fc.property(tables(TRIAL, { min: 1, max: 40 }), (table) => {
        const plan = allAtOnce(assessPlan(TRIAL, profileOf(TRIAL, [table]), table, { seed: 's', holdOut: 0.2 }));
        expect(parseAssessPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
      }),
      { numRuns: 20 },
    );
  });

  it.each([[null], [{}], [{ version: 1 }], [{ version: 2 }], ['plan']])('refuses %j', (value) => {
    expect(() => parseAssessPlan(value)).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
  });
});

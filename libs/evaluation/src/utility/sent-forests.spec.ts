import { describe, expect, it } from '@jest/globals';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import { BROADCAST_COHORTS, GrownForests } from './broadcast-forests.ts';
import { encodeForests, readForests } from './sent-forests.ts';
import { utilityPlan } from './utility-plan.ts';
import { allAtOnce } from '../steps.ts';

const synthetic = randomCohort(60, 'synthetic');
const cohorts = { synthetic, independent: randomCohort(60, 'independent') };
const plan = allAtOnce(
  utilityPlan(DICTIONARY, profileOf(DICTIONARY, [randomCohort(80, 'real')]), synthetic, { seed: 'plan' }),
);
const grown = new GrownForests(plan, DICTIONARY, cohorts);
const sent = new Map(encodeForests(plan, DICTIONARY, grown));

describe('the forests of an assessment', () => {
  it('come back as they were grown, of every cohort and target', () => {
    const read = readForests(plan, DICTIONARY, sent);
    expect(sent.size).toBe(BROADCAST_COHORTS.length * DICTIONARY.targets.length);
    for (const cohort of BROADCAST_COHORTS) {
      for (const target of DICTIONARY.targets) {
        expect(read.of(cohort, target)).toEqual(grown.of(cohort, target));
        expect(read.of(cohort, target)?.roots).toHaveLength(100);
      }
    }
  });

  it('are not sent where nobody is asked, or nothing is learnt', () => {
    const unasked = { ...plan, horizons: { 'two years': null } };
    expect([...new Map(encodeForests(unasked, DICTIONARY, grown)).keys()]).toEqual([
      'synthetic/response',
      'independent/response',
    ]);
    const unlearnt = { of: () => undefined };
    expect([...encodeForests(plan, DICTIONARY, unlearnt)]).toEqual([]);
    expect(readForests(plan, DICTIONARY, new Map()).of('synthetic', DICTIONARY.targets[0])).toBeUndefined();
  });

  it('are refused where one is of another target, or damaged', () => {
    const [[name, bytes]] = sent;
    for (const pieces of [
      [['synthetic/other', bytes]],
      [['own/response', bytes]],
      [[name, bytes.subarray(0, bytes.length - 1)]],
    ] as const) {
      const read = () => readForests(plan, DICTIONARY, new Map(pieces));
      expect(read).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
    }
  });
});

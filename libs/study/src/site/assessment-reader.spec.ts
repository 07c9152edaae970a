import { expect, test } from '@jest/globals';
import { allAtOnce } from '#evaluation/steps';
import { type AssessPlan, assessPlan } from '#evaluation/summaries/assess-plan';
import { broadcastCohorts } from '#evaluation/summaries/prepared-broadcast';
import { GrownForests } from '#evaluation/utility/broadcast-forests';
import { encodeForests } from '#evaluation/utility/sent-forests';
import { RandomStream } from '#random/random-stream';
import { DICTIONARY, randomCohort } from '../../../evaluation/testing/random-cohort.ts';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { encodeTables } from '../table-codec.ts';
import { AssessmentReader } from './assessment-reader.ts';

const table = randomCohort(60, 'synthetic');
const profile = profileOf(DICTIONARY, [randomCohort(80, 'real')]);
const plan = allAtOnce(assessPlan(DICTIONARY, profile, table, { seed: 'assess', holdOut: 0.2 }));
const grown = new GrownForests(plan.utility, DICTIONARY, broadcastCohorts(plan, DICTIONARY, table));
const forests = new Map(encodeForests(plan.utility, DICTIONARY, grown));

function read(pieces: ReadonlyMap<string, Uint8Array>, beside: AssessPlan = plan) {
  const payload = encodeTables(new Map([['model', { table, beside, pieces }]]));
  return new AssessmentReader(new RandomStream('secret')).read(DICTIONARY, payload, payload);
}

test('forests that follow from the candidate and from independent columns are taken', () => {
  const { synthetic, forests: taken } = read(forests).get('model')!;
  expect(synthetic.rowCount).toBe(60);
  expect(taken.of('independent', DICTIONARY.targets[0])).toEqual(grown.of('independent', DICTIONARY.targets[0]));
});

test('a forest of other rows, or another seed, is refused', () => {
  const madeUp = expect.objectContaining({ code: 'CL-NET-003', message: expect.stringContaining('does not follow') });
  const { 'synthetic/response': synthetic, 'independent/response': independent } = Object.fromEntries(forests);
  expect(() => read(new Map(forests).set('synthetic/response', independent))).toThrow(madeUp);
  expect(() => read(new Map(forests).set('independent/response', synthetic))).toThrow(madeUp);
  expect(() => read(forests, { ...plan, utility: { ...plan.utility, seed: 'other' } })).toThrow(madeUp);
});

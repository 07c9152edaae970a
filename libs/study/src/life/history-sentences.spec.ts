import { expect, it } from '@jest/globals';
import { sentenceOf } from './history-sentences.ts';

const site = { round: 3, exchange: 0, site: 'munich' };

it.each([
  ['site-left', { ...site, passedOver: 59 }, 'munich left during round 3 (and 59 times shortly before).'],
  ['site-returned', { ...site, passedOver: 1 }, 'munich came back during round 3 (and once shortly before).'],
  ['site-returned', site, 'munich came back during round 3.'],
  [
    'site-failed',
    { ...site, code: 'CL-DATA-006', what: 'Too few rows.', passedOver: 2 },
    'munich could not do round 3 (and 2 times shortly before): CL-DATA-006 Too few rows.',
  ],
])('says of %s how often it came before: %j', (type, data, sentence) => {
  expect(sentenceOf({ key: 'k', type, at: 0, data, sequence: 0 })).toBe(sentence);
});

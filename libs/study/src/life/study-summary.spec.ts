import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { JournalEntry } from '#storage/ports/round-journal';
import { summarizeStudy } from './study-summary.ts';

function historyOf(name: string): JournalEntry[] {
  const text = readFileSync(new URL(`testing/fixtures/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalEntry);
}

test('what a site disclosed is counted over rounds that have closed; its last contribution may be to an open one', () => {
  const { roundsClosed, sites } = summarizeStudy(historyOf('checkpointed'), ['a', 'b', 'c', 'late']);
  expect(roundsClosed).toBe(3);
  const perRound = { rounds: 3, contributions: 3, bytes: 3 * 260, numbers: 3 * 3 };
  expect(sites).toEqual([
    { site: 'a', ...perRound, smallestCount: 10, last: { round: 2, at: 0 } },
    { site: 'b', ...perRound, smallestCount: 20, last: { round: 2, at: 0 } },
    { site: 'c', ...perRound, smallestCount: 30, last: { round: 3, at: 0 } },
    { site: 'late', rounds: 0, contributions: 0, bytes: 0, numbers: 0 },
  ]);
});

test('a round of many exchanges is told by its closing', () => {
  const { roundsClosed, sites } = summarizeStudy(historyOf('many-exchanges'), []);
  expect(roundsClosed).toBe(1);
  expect(sites.map(({ site, contributions, last }) => [site, contributions, last?.round])).toEqual([
    ['a', 2, 0],
    ['b', 2, 0],
    ['c', 2, 0],
  ]);
});

import { expect, it } from '@jest/globals';
import { MemoryRoundJournal } from '#storage/memory/memory-round-journal';
import type { ErrorCode } from '#errors/codes';
import { entriesOf, STUDY } from '../testing/engine-fixture.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { RoundLog } from './round-log.ts';

it('passes over failures of one code in a minute, not those of another', async () => {
  const journal = new MemoryRoundJournal();
  const log = new RoundLog(journal, STUDY, new ManualClock());
  const fail = (code: ErrorCode, at: number) =>
    log.siteEvent({ round: 1, exchange: 0 }, { type: 'site-failed', site: 'a', code, what: 'No.', at }, false);
  await fail('CL-DATA-006', 0);
  await fail('CL-DATA-006', 1);
  await fail('CL-NET-003', 2);
  await fail('CL-DATA-006', 60_000);
  const written = (await entriesOf(journal)).map(({ data }) => data as Record<string, unknown>);
  expect(written.map(({ code, passedOver }) => [code, passedOver])).toEqual([
    ['CL-DATA-006', undefined],
    ['CL-NET-003', undefined],
    ['CL-DATA-006', 1],
  ]);
});

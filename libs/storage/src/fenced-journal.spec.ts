import { describe, expect, it } from '@jest/globals';
import { FencedJournal } from './fenced-journal.ts';
import { memoryStores } from './memory/memory-stores.ts';
import { event, readAll } from './testing/round-journal-contract.ts';

describe('the journal of a leader', () => {
  it('takes appends until another leads, and can be read by anyone', async () => {
    const { journal, leases } = memoryStores({ now: () => 0 });
    const lease = await leases.acquire('s', 'a', 10);
    if (lease === undefined) throw new Error('no lease');
    const fenced = new FencedJournal(journal, lease);
    await fenced.append('s', event('a'));
    await fenced.appendAll('s', [event('b'), event('c')]);
    await leases.release(lease);
    await expect(fenced.append('s', event('d'))).rejects.toMatchObject({ code: 'CL-ROUND-007' });
    await expect(fenced.appendAll('s', [event('d')])).rejects.toMatchObject({ code: 'CL-ROUND-007' });
    expect(await readAll(fenced)).toEqual(await readAll(journal));
    expect(await fenced.lengths()).toEqual(new Map([['s', 3]]));
  });
});

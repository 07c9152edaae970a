import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { type Acknowledged, expectKept, Writer } from '../testing/killed-writer.ts';
import { HAS_SERVER, MongodbProcess } from '../testing/mongodb-under-test.ts';
import { event, readAll } from '../testing/round-journal-contract.ts';
import { inTemporaryFolder } from '../testing/temporary-folder.ts';
import { openMongodbStores } from './mongodb-stores.ts';

/** Runs a test on a server that can be killed. */
function withServer(
  test: (server: MongodbProcess, url: string) => Promise<void>,
  options?: Parameters<typeof MongodbProcess.start>[1],
): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const server = await MongodbProcess.start(folder, options);
    try {
      await test(server, server.url('killed'));
    } finally {
      await server.kill();
    }
  });
}

const describeServer = HAS_SERVER || process.env.CI !== undefined ? describe : describe.skip;

describeServer('a MongoDB without a replica set', () => {
  it('is refused', () =>
    withServer(
      async (_, url) => {
        await expect(openMongodbStores(url)).rejects.toMatchObject({ code: 'CL-CONF-001' });
      },
      { isReplicated: false },
    ));
});

describeServer('a MongoDB that is killed', () => {
  it('has all that was acknowledged when it is back, and the store goes on by itself', () =>
    withServer(async (server, url) => {
      const stores = await openMongodbStores(url);
      await stores.journal.append('s', event('before'));
      await server.kill();
      const during = stores.journal.append('s', event('during'));
      await sleep(200);
      await server.restart();
      expect(await during).toMatchObject({ appended: true });
      expect((await readAll(stores.journal)).map(({ key }) => key)).toEqual(['before', 'during']);
      await stores.close();
    }));

  it('and does not come back is said to be gone, and what was acknowledged is there later', () =>
    withServer(async (server, url) => {
      const stores = await openMongodbStores(url, { patience: 500 });
      await stores.journal.append('s', event('before'));
      await server.kill();
      await expect(stores.journal.append('s', event('during'))).rejects.toMatchObject({ code: 'CL-IO-006' });
      await expect(stores.leases.acquire('s', 'a', 1000)).rejects.toMatchObject({ code: 'CL-IO-006' });
      await expect(stores.blobs.put(Uint8Array.of(1))).rejects.toMatchObject({ code: 'CL-IO-006' });
      await server.restart();
      await stores.journal.append('s', event('after'));
      expect((await readAll(stores.journal)).map(({ key }) => key)).toEqual(['before', 'after']);
      await stores.close();
    }));

  it('again and again fails no append, and other writes in words', () =>
    withServer(async (server, url) => {
      const stores = await openMongodbStores(url);
      const failures: unknown[] = [];
      let isOver = false;
      const repeat = async (write: (i: number) => Promise<unknown>, failed: (error: unknown) => void) => {
        for (let i = 0; !isOver; i++) await write(i).catch(failed);
        return true;
      };
      const appends = ['a', 'b', 'c'].map((lane) =>
        repeat(
          (i) => stores.journal.append('s', event(`${lane}/${i}`)),
          (error) => {
            throw error;
          },
        ),
      );
      const puts = ['a', 'b'].map((lane) =>
        repeat(
          (i) => stores.blobs.put(Buffer.alloc(1_500_000, `${lane}${i}`)),
          (error) => failures.push(error),
        ),
      );
      for (const life of [900, 400, 700, 500]) {
        await sleep(life);
        await server.kill();
        await server.restart();
      }
      isOver = true;
      expect(await Promise.all([...appends, ...puts])).not.toContain(false);
      for (const failure of failures) expect(failure).toMatchObject({ code: 'CL-IO-006' });
      await stores.close();
    }));

  it('with its writers, again and again, loses nothing', () =>
    withServer(async (server, url) => {
      const acknowledged: Acknowledged[] = [];
      for (const [round, life] of [100, 400, 250].entries()) {
        const writers = await Promise.all(['a', 'b'].map((name) => Writer.start(url, `${round}/${name}`)));
        await sleep(life);
        // Now the server first, now the writers, so that acknowledgements get lost as well as what they acknowledge.
        if (round % 2 === 0) await server.kill();
        for (const writer of writers) acknowledged.push(...(await writer.kill()));
        await server.kill();
        await server.restart();
        const stores = await openMongodbStores(url);
        await expectKept(stores, acknowledged);
        await stores.close();
      }
      expect(acknowledged.length).toBeGreaterThan(10);
    }));
});

import { describe, expect, it } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import { exactSum } from '#sums/exact-sum';
import { sha256Hex } from '#sums/sha256';
import { MemoryBlobStore } from '#storage/memory/memory-blob-store';
import {
  connectAll,
  contributionOf,
  entriesOf,
  errorOf,
  LAYOUT,
  makeEngine,
  POLICY,
  request,
  submissionOf,
} from '../testing/engine-fixture.ts';
import { settle } from '../testing/manual-clock.ts';

const A = contributionOf(10);
const B = contributionOf(20);
const C = contributionOf(30);

describe('a submission', () => {
  it('delivered twice, at once or later, is counted once with the same receipt', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    const receipts = await Promise.all([1, 2, 3].map(() => made.engine.submit('a', submissionOf(A))));
    await made.engine.submit('b', submissionOf(B));
    await made.engine.submit('c', submissionOf(C));
    expect((await running).sum.rowCount).toBe(60);
    receipts.push(await made.engine.submit('a', submissionOf(A)));
    const { sha256 } = submissionOf(A);
    for (const receipt of receipts) {
      expect(receipt).toEqual({ study: 'demo', round: 0, exchange: 0, site: 'a', sha256, counted: true });
    }
  });

  it('that differs from the one counted is refused, open or closed', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    await made.engine.submit('a', submissionOf(A));
    expect((await errorOf(made.engine.submit('a', submissionOf(B)))).code).toBe('CL-ROUND-003');
    await made.engine.submit('b', submissionOf(B));
    await made.engine.submit('c', submissionOf(C));
    expect((await running).sum).toEqual(
      exactSum(
        LAYOUT,
        new Map([
          ['a', A],
          ['b', B],
          ['c', C],
        ]),
      ),
    );
    expect((await errorOf(made.engine.submit('a', submissionOf(B)))).code).toBe('CL-ROUND-003');
  });

  it('is checked against its hash, and can be sent again', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    const damaged = { ...submissionOf(A), sha256: submissionOf(B).sha256 };
    expect((await errorOf(made.engine.submit('a', damaged))).code).toBe('CL-NET-003');
    for (const [site, one] of [
      ['a', A],
      ['b', B],
      ['c', C],
    ] as const)
      await made.engine.submit(site, submissionOf(one));
    expect((await running).sum.siteCount).toBe(3);
  });

  it('that does not fit makes the site fail, not the round', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    const error = await errorOf(made.engine.submit('c', submissionOf(contributionOf(30, NaN))));
    expect(error).toMatchObject({ code: 'CL-ROUND-002', where: { site: 'c' } });
    await made.engine.submit('a', submissionOf(A));
    await made.engine.submit('b', submissionOf(B));
    expect((await running).sum).toEqual(
      exactSum(
        LAYOUT,
        new Map([
          ['a', A],
          ['b', B],
        ]),
      ),
    );
  });

  it.each([1e20, 2 ** 53 / 2 ** 24 / 30 / 2])(
    'with a value of %p, absurd, makes the site fail, not the round',
    async (value) => {
      const made = makeEngine();
      connectAll(made);
      const running = made.engine.run(request());
      await settle();
      const error = await errorOf(made.engine.submit('c', submissionOf(contributionOf(30, value))));
      expect(error).toMatchObject({ code: 'CL-ROUND-002', where: { site: 'c' } });
      await made.engine.submit('a', submissionOf(A));
      await made.engine.submit('b', submissionOf(B));
      expect((await running).sum.siteCount).toBe(2);
    },
  );

  it('may lie in the blob store already', async () => {
    const made = makeEngine({ sites: ['a'], policy: { ...POLICY, quorum: 1 } });
    made.engine.siteConnected('a');
    const running = made.engine.run(request());
    await settle();
    const { bytes = new Uint8Array(), ...named } = submissionOf(A);
    await made.blobs.put(bytes);
    await made.engine.submit('a', named);
    expect((await running).sum.rowCount).toBe(10);
  });

  it('is refused from a site that is not enrolled, and for a round that was never opened', async () => {
    const made = makeEngine();
    expect((await errorOf(made.engine.submit('z', submissionOf(A)))).code).toBe('CL-CONF-004');
    expect((await errorOf(made.engine.submit('a', submissionOf(A, { round: 4 })))).code).toBe('CL-ROUND-002');
    expect(() => made.engine.siteConnected('z')).toThrow(/CL-CONF-004/);
  });

  it('is in the journal and the store before its receipt', async () => {
    const made = makeEngine();
    connectAll(made);
    void made.engine.run(request());
    await settle();
    const { sha256, bytes } = submissionOf(A);
    await made.engine.submit('a', submissionOf(A));
    expect((await entriesOf(made.journal)).map(({ type }) => type)).toEqual(['round-opened', 'contributed']);
    expect(await made.blobs.get(sha256)).toEqual(bytes);
  });

  it('is kept after its round only where it outlives the process', async () => {
    for (const blobs of [undefined, new MemoryBlobStore()]) {
      const made = makeEngine({ sites: ['a'], policy: { ...POLICY, quorum: 1 }, blobs });
      made.engine.siteConnected('a');
      const running = made.engine.run(request());
      await settle();
      const { sha256 } = await made.engine.submit('a', submissionOf(A));
      await running;
      expect((await made.blobs.stat(sha256)) !== undefined).toBe(made.blobs.isDurable);
    }
  });

  it('that can not be kept is not acknowledged, and ends the round with that error: no site has failed', async () => {
    const made = makeEngine({ blobs: new FullDisk() });
    connectAll(made);
    const outcome = errorOf(made.engine.run(request()));
    await settle();
    expect((await errorOf(made.engine.submit('a', submissionOf(A)))).code).toBe('CL-IO-002');
    expect((await outcome).code).toBe('CL-IO-002');
    expect((await entriesOf(made.journal)).map(({ type }) => type)).toEqual(['round-opened', 'round-failed']);
    expect(made.transport.cancelled.map(({ site, reason }) => `${site}: ${reason}`)).toEqual(
      ['a', 'b', 'c'].map((site) => `${site}: the coordinator has failed: CL-IO-002 The disk is full.`),
    );
  });

  it('to a slot that the coordinator itself could not go on with gets no receipt that it was too late', async () => {
    const made = makeEngine({ blobs: new FullDisk() });
    connectAll(made);
    const outcome = errorOf(made.engine.run(request()));
    await settle();
    await errorOf(made.engine.submit('a', submissionOf(A)));
    await outcome;
    for (const [site, own] of [
      ['a', A],
      ['b', B],
    ] as const) {
      expect((await errorOf(made.engine.submit(site, submissionOf(own)))).code).toBe('CL-IO-002');
    }
  });

  it('that is read from the store while the coordinator fails gets no such receipt either', async () => {
    const blobs = new SlowStore();
    const made = makeEngine({ blobs });
    connectAll(made);
    const outcome = errorOf(made.engine.run(request()));
    await settle();
    const { bytes = new Uint8Array(), ...named } = submissionOf(A);
    await made.blobs.put(bytes);
    const answer = errorOf(made.engine.submit('a', named));
    await settle();
    made.engine.storageFailed(new CohortloomError('CL-IO-006', { what: 'It is away.', todo: 'Wait.' }));
    blobs.answer.resolve();
    expect((await answer).code).toBe('CL-IO-006');
    expect((await outcome).code).toBe('CL-IO-006');
  });

  it('whose bytes are no contribution makes the site fail', async () => {
    const made = makeEngine();
    connectAll(made);
    void made.engine.run(request());
    await settle();
    const bytes = Uint8Array.of(1, 2, 3);
    const error = await errorOf(made.engine.submit('c', { round: 0, exchange: 0, bytes, sha256: sha256Hex(bytes) }));
    expect(error.code).toBe('CL-NET-003');
    expect(made.engine.state?.members.get('c')?.failure?.code).toBe('CL-NET-003');
  });
});

class FullDisk extends MemoryBlobStore {
  override put(): Promise<never> {
    return Promise.reject(new CohortloomError('CL-IO-002', { what: 'The disk is full.', todo: 'Free some space.' }));
  }
}

/** Gives nothing back before it is told to. */
class SlowStore extends MemoryBlobStore {
  readonly answer = Promise.withResolvers<void>();

  override async get(sha256: string): Promise<Uint8Array> {
    await this.answer.promise;
    return super.get(sha256);
  }
}

import { describe, expect, it } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import { PauseGate } from '../pause-gate.ts';
import {
  connectAll,
  contributionOf,
  entriesOf,
  errorOf,
  makeEngine,
  request,
  submissionOf,
} from '../testing/engine-fixture.ts';
import { settle } from '../testing/manual-clock.ts';

const SITES = ['a', 'b', 'c'];

function makePausable() {
  const gate = new PauseGate();
  const stop = new AbortController();
  const made = makeEngine({ gate, signal: stop.signal });
  connectAll(made);
  return { ...made, gate, stop };
}

describe('while a study is paused', () => {
  it('the open round may finish, and no further one opens until it is resumed', async () => {
    const { engine, gate, journal, clock } = makePausable();
    const first = engine.run(request());
    await settle();
    gate.close(7);
    for (const site of SITES) await engine.submit(site, submissionOf(contributionOf(10)));
    await first;
    const second = engine.run(request());
    await clock.advance(100_000);
    expect(engine.status()).toMatchObject({
      phase: 'paused',
      round: 1,
      wait: { what: 'somebody to resume the study, which is paused', since: 7, until: Infinity },
    });
    expect((await entriesOf(journal)).at(-1)?.type).toBe('round-closed');
    gate.open();
    await settle();
    expect(engine.status()).toMatchObject({ phase: 'open', round: 1 });
    for (const site of SITES) await engine.submit(site, submissionOf(contributionOf(20), { round: 1 }));
    expect((await second).sum.rowCount).toBe(60);
  });

  it('no further exchange opens, and sites stay connected', async () => {
    const { engine, gate, transport } = makePausable();
    const running = engine.run(request({ next: async (_, exchange) => (exchange < 1 ? Uint8Array.of(9) : undefined) }));
    await settle();
    gate.close(0);
    for (const site of SITES) await engine.submit(site, submissionOf(contributionOf(10)));
    await settle();
    expect(engine.status().phase).toBe('paused');
    expect(engine.status().sites.every(({ connected }) => connected)).toBe(true);
    expect(transport.assigned).toHaveLength(3);
    gate.open();
    await settle();
    for (const site of SITES) await engine.submit(site, submissionOf(contributionOf(10), { exchange: 1 }));
    expect((await running).sum.rowCount).toBe(30);
  });

  it('sites that are awaited are awaited no longer, and gather anew afterwards', async () => {
    const gate = new PauseGate();
    const { engine, clock, options } = makeEngine({ gate });
    engine.siteConnected('a');
    void engine.run(request());
    await settle();
    gate.close(0);
    await clock.advance(2 * options.policy.quorumDeadline);
    expect(engine.status().phase).toBe('paused');
    engine.siteDisconnected('a');
    for (const site of ['b', 'c']) engine.siteConnected(site);
    gate.open();
    await clock.advance(options.policy.gatherTimeout);
    expect(engine.state?.spec.members).toEqual(['b', 'c']);
  });

  it('the wait ends with the reason for which the study is ended', async () => {
    const { engine, gate, stop } = makePausable();
    gate.close(0);
    const error = errorOf(engine.run(request()));
    await settle();
    const reason = new CohortloomError('CL-ROUND-008', { what: 'Withdrawn.', todo: 'Nothing.' });
    stop.abort(reason);
    expect(await error).toBe(reason);
  });

  it('a gate that closes again before anyone has come through keeps them waiting', async () => {
    const { engine, gate } = makePausable();
    gate.close(1);
    void engine.run(request());
    await settle();
    gate.open();
    gate.close(2);
    await settle();
    expect(engine.status()).toMatchObject({ phase: 'paused', wait: { since: 2 } });
  });
});

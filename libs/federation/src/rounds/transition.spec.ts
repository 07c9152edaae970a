import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeWait } from './describe-wait.ts';
import type { RoundPolicy } from './policy.ts';
import type { RoundEffect, RoundEvent } from './round-event.ts';
import { openRound, type RoundState } from './round-state.ts';
import { transition } from './transition.ts';

const POLICY: RoundPolicy = {
  quorum: 2,
  progressTimeout: 100,
  quorumDeadline: 500,
  gatherTimeout: 50,
  maxReturns: 2,
};

function opened(members = ['a', 'b', 'c'], policy: Partial<RoundPolicy> = {}, silent: string[] = []): RoundState {
  const spec = {
    study: 's',
    round: 3,
    exchange: 0,
    kind: 'train' as const,
    task: 't',
    members,
    policy: { ...POLICY, ...policy },
  };
  return openRound(spec, { at: 0, connected: new Set(members), silent: new Set(silent) });
}

function play(state: RoundState, ...events: RoundEvent[]): { state: RoundState; effects: RoundEffect[] } {
  const effects: RoundEffect[] = [];
  for (const event of events) {
    const next = transition(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const contributed = (site: string, at: number, sha256 = `hash-${site}`): RoundEvent => {
  return { type: 'contributed', site, at, sha256, bytes: 10, rowCount: 5 };
};
const progress = (site: string, at: number, done: number): RoundEvent => ({
  type: 'progress',
  site,
  at,
  done,
  total: 10,
});
const failed = (site: string, at: number): RoundEvent => {
  return { type: 'site-failed', site, at, code: 'CL-DATA-006', what: 'Too few rows.' };
};
const left = (site: string, at: number): RoundEvent => ({ type: 'site-left', site, at });
const returned = (site: string, at: number): RoundEvent => ({ type: 'site-returned', site, at });
const tick = (at: number): RoundEvent => ({ type: 'tick', at });

function typesOf(effects: readonly RoundEffect[]): string[] {
  return effects.map((effect) => ('site' in effect ? `${effect.type} ${effect.site}` : effect.type));
}

function errorIn(effects: readonly RoundEffect[]) {
  const found = effects.find((effect) => effect.type === 'failed' || effect.type === 'refuse');
  return found !== undefined && 'error' in found ? found.error : undefined;
}

describe('a round closes', () => {
  it('when all have contributed', () => {
    const { state, effects } = play(opened(), contributed('a', 1), contributed('b', 2), contributed('c', 3));
    expect(state.phase).toBe('closed');
    expect(typesOf(effects).at(-1)).toBe('closed');
  });

  it('with its quorum, once the rest has been silent for the progress timeout', () => {
    const quorum = play(opened(), contributed('a', 1), contributed('b', 2), progress('c', 60, 1)).state;
    expect(play(quorum, tick(159)).state.phase).toBe('open');
    const { state, effects } = play(quorum, tick(160));
    expect(state.phase).toBe('closed');
    expect(typesOf(effects)).toEqual(['cancel c', 'closed']);
  });

  it('not while a slow site advances, however long that takes', () => {
    let state = play(opened(), contributed('a', 1), contributed('b', 2)).state;
    for (let done = 1; done <= 10; done++) state = play(state, tick(done * 99), progress('c', done * 99, done)).state;
    expect(state.phase).toBe('open');
    expect(play(state, contributed('c', 1_000)).state.phase).toBe('closed');
  });

  it('although a site keeps moving the end of its work', () => {
    const quorum = play(opened(), contributed('a', 1), contributed('b', 2), progress('c', 60, 10)).state;
    const receding = { ...progress('c', 150, 11), total: 12 } as RoundEvent;
    expect(play(quorum, receding, tick(160)).state.phase).toBe('closed');
  });

  it('although a site repeats the same progress', () => {
    const quorum = play(opened(), contributed('a', 1), contributed('b', 2), progress('c', 60, 5)).state;
    expect(play(quorum, progress('c', 150, 5), tick(160)).state.phase).toBe('closed');
    expect(play(quorum, progress('c', 150, 11), tick(160)).state.phase).toBe('closed');
  });

  it('at once when those who are missing have failed', () => {
    expect(play(opened(), contributed('a', 1), contributed('b', 2), failed('c', 3)).state.phase).toBe('closed');
  });

  it('without waiting for a site that was silent before, unless that advances', () => {
    const behind = opened(['a', 'b', 'c'], {}, ['c']);
    expect(play(behind, contributed('a', 1), contributed('b', 2)).state.phase).toBe('closed');
    expect(play(behind, progress('c', 1, 1), contributed('a', 1), contributed('b', 2)).state.phase).toBe('open');
  });
});

describe('a round short of its quorum', () => {
  it('ends with CL-ROUND-001 when nobody has advanced for the deadline, naming the silent sites', () => {
    const one = play(opened(), progress('b', 50, 1), contributed('a', 100)).state;
    expect(play(one, tick(599)).state.phase).toBe('open');
    const { state, effects } = play(one, tick(600));
    expect(state.phase).toBe('failed');
    expect(errorIn(effects)).toMatchObject({ code: 'CL-ROUND-001', where: { study: 's', round: 3 } });
    expect(errorIn(effects)?.what).toMatch(/nothing came from b, c/);
  });

  it('ends at once with CL-ROUND-005 when too many sites have failed', () => {
    const { state, effects } = play(opened(), failed('a', 1), failed('b', 2));
    expect(state.phase).toBe('failed');
    expect(errorIn(effects)?.code).toBe('CL-ROUND-005');
    expect(errorIn(effects)?.what).toMatch(/a: CL-DATA-006 Too few rows\. b: CL-DATA-006/);
  });

  it('waits beyond the progress timeout for sites that left', () => {
    expect(play(opened(), left('a', 1), left('b', 1), tick(499)).state.phase).toBe('open');
  });
});

describe('a site that returns', () => {
  it('is assigned again and has its full time', () => {
    const { state, effects } = play(
      opened(),
      contributed('a', 1),
      contributed('b', 2),
      left('c', 50),
      returned('c', 90),
      tick(189),
    );
    expect(typesOf(effects).at(-1)).toBe('assign c');
    expect(state.phase).toBe('open');
    expect(play(state, tick(190)).state.phase).toBe('closed');
  });

  it('may start over from the beginning', () => {
    const { state } = play(
      opened(),
      contributed('a', 1),
      contributed('b', 2),
      progress('c', 80, 9),
      returned('c', 90),
      progress('c', 150, 1),
      tick(200),
    );
    expect(state.phase).toBe('open');
  });

  it('is not waited for for ever if it keeps coming back', () => {
    const { state } = play(
      opened(),
      contributed('a', 1),
      contributed('b', 2),
      returned('c', 90),
      returned('c', 180),
      returned('c', 270),
      tick(280),
    );
    expect(state.phase).toBe('closed');
  });

  it('may make up for a failure', () => {
    const { state } = play(opened(), failed('a', 1), returned('a', 2), failed('b', 3));
    expect(state.phase).toBe('open');
    expect(play(state, contributed('a', 4), contributed('c', 5)).state.phase).toBe('closed');
  });

  it('is not assigned what it has contributed', () => {
    expect(typesOf(play(opened(), contributed('a', 1), left('a', 2), returned('a', 3)).effects)).not.toContain(
      'assign a',
    );
  });
});

describe('a slot', () => {
  it('is filled once: the same again gets the same receipt, another is refused', () => {
    const { effects } = play(opened(), contributed('a', 1), contributed('a', 2), contributed('a', 3, 'other'));
    expect(typesOf(effects)).toEqual(['count a', 'receipt', 'receipt', 'refuse']);
    const [first, second] = effects.filter((effect) => effect.type === 'receipt');
    expect(second).toEqual(first);
    expect(errorIn(effects)).toMatchObject({ code: 'CL-ROUND-003', where: { site: 'a', round: 3 } });
  });

  it('that has closed without a site tells it so', () => {
    const closed = play(opened(), contributed('a', 1), contributed('b', 2), tick(100)).state;
    const { effects } = play(closed, contributed('c', 101));
    expect(effects).toEqual([{ type: 'receipt', receipt: expect.objectContaining({ site: 'c', counted: false }) }]);
    expect(play(closed, contributed('a', 102)).effects).toEqual([
      { type: 'receipt', receipt: expect.objectContaining({ site: 'a', counted: true }) },
    ]);
  });

  it('is for members only', () => {
    expect(errorIn(play(opened(), contributed('d', 1)).effects)?.code).toBe('CL-CONF-004');
  });
});

describe('an open round', () => {
  it('says what it waits for, since when, and what will end it', () => {
    expect(describeWait(opened(), 0)).toMatchObject({
      sites: ['a', 'b', 'c'],
      since: 0,
      until: 500,
      ending: expect.stringMatching(/CL-ROUND-001/),
    });
    const quorum = play(opened(), contributed('a', 10), progress('c', 20, 1), contributed('b', 30)).state;
    expect(describeWait(quorum, 40)).toEqual({
      what: 'contributions of c (2 of 3 have arrived)',
      sites: ['c'],
      since: 30,
      until: 120,
      ending: 'whoever has not advanced by then is left out, and the round closes with what it has',
    });
    expect(describeWait(play(quorum, tick(120)).state, 120)).toBeUndefined();
  });
});

const SITES = ['a', 'b', 'c', 'd', 'e'];
const events: fc.Arbitrary<(at: number) => RoundEvent> = fc.oneof(
  fc.tuple(fc.constantFrom(...SITES), fc.nat(10)).map(
    ([site, done]) =>
      (at: number) =>
        progress(site, at, done),
  ),
  fc.tuple(fc.constantFrom(...SITES), fc.constantFrom('1', '2')).map(
    ([site, hash]) =>
      (at: number) =>
        contributed(site, at, hash),
  ),
  fc.constantFrom(...SITES).map((site) => (at: number) => left(site, at)),
  fc.constantFrom(...SITES).map((site) => (at: number) => returned(site, at)),
  fc.constantFrom(...SITES).map((site) => (at: number) => failed(site, at)),
  fc.constant((at: number) => tick(at)),
);
const histories = fc.record({
  quorum: fc.integer({ min: 1, max: 5 }),
  steps: fc.array(fc.tuple(fc.nat(200), events), { maxLength: 60 }),
});

describe('whatever happens', () => {
  it('each slot is counted at most once, only while the round is open, and by the contribution its receipt names', () => {
    fc.assert(
      fc.property(histories, ({ quorum, steps }) => {
        let state = opened(SITES, { quorum });
        let at = 0;
        const counted = new Map<string, string>();
        for (const [delay, make] of steps) {
          at += delay;
          const event = make(at);
          const wasOpen = state.phase === 'open';
          const next = transition(state, event);
          for (const effect of next.effects) {
            if (effect.type === 'count' && event.type === 'contributed') {
              expect(wasOpen && !counted.has(effect.site)).toBe(true);
              counted.set(effect.site, event.sha256);
            }
            if (effect.type === 'receipt') {
              const { site, sha256, counted: isCounted } = effect.receipt;
              expect(counted.get(site) === sha256).toBe(isCounted);
            }
          }
          state = next.state;
        }
        const filled = [...state.members].filter(([, { filled: slot }]) => slot !== undefined);
        expect(new Map(filled.map(([site, member]) => [site, member.filled?.sha256]))).toEqual(counted);
        if (state.phase === 'closed') expect(filled.length).toBeGreaterThanOrEqual(quorum);
      }),
    );
  });

  it('an open round names an end that lies ahead, and ends by then if nothing more happens', () => {
    fc.assert(
      fc.property(histories, ({ quorum, steps }) => {
        let state = opened(SITES, { quorum });
        let at = 0;
        for (const [delay, make] of steps) state = transition(state, make((at += delay))).state;
        const wait = describeWait(state, at);
        expect(wait !== undefined).toBe(state.phase === 'open');
        if (wait === undefined) return;
        expect(wait.until).toBeGreaterThan(at);
        expect(wait.since).toBeLessThanOrEqual(at);
        expect(wait.sites.length).toBeGreaterThan(0);
        expect(transition(state, tick(wait.until)).state.phase).not.toBe('open');
      }),
    );
  });
});

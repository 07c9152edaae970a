import { describe, expect, it } from '@jest/globals';
import { decideGathering, type Gathering } from './gathering.ts';

function gathering(connected: string[], changes: Partial<Gathering> = {}): Gathering {
  return {
    study: 's',
    round: 0,
    sites: ['a', 'b', 'c'],
    connected: new Set(connected),
    expected: new Set(['a', 'b', 'c']),
    startedAt: 0,
    changedAt: 0,
    policy: { quorum: 2, progressTimeout: 100, quorumDeadline: 500, gatherTimeout: 50, maxReturns: 2 },
    ...changes,
  };
}

describe('gathering for a round', () => {
  it('opens at once when everyone expected is there', () => {
    expect(decideGathering(gathering(['c', 'a', 'b']), 0)).toEqual({ type: 'open', members: ['a', 'b', 'c'] });
    expect(decideGathering(gathering(['a', 'b'], { expected: new Set(['a', 'b']) }), 0)).toEqual({
      type: 'open',
      members: ['a', 'b'],
    });
  });

  it('gives the missing the gather timeout, once the quorum is there', () => {
    expect(decideGathering(gathering(['a', 'b']), 49)).toMatchObject({
      type: 'wait',
      wait: { sites: ['c'], until: 50 },
    });
    expect(decideGathering(gathering(['a', 'b']), 50)).toEqual({ type: 'open', members: ['a', 'b'] });
  });

  it('without the quorum waits until nobody has come or gone for the deadline', () => {
    const one = gathering(['a'], { changedAt: 300 });
    expect(decideGathering(one, 799)).toMatchObject({
      type: 'wait',
      wait: { sites: ['b', 'c'], since: 300, until: 800 },
    });
    expect(decideGathering(one, 800)).toMatchObject({ type: 'fail', error: { code: 'CL-ROUND-001' } });
  });

  it('without the quorum waits for sites that had gone, too', () => {
    const decision = decideGathering(gathering(['a'], { expected: new Set(['a']) }), 0);
    expect(decision).toMatchObject({ type: 'wait', wait: { sites: ['b', 'c'] } });
  });
});

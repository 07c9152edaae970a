import { describe, expect, test } from '@jest/globals';
import { Membership, type Member } from './membership.ts';

function member(instanceId: string, lastHeard: number, replaced: string[] = []): Member {
  const replace = () => void replaced.push(instanceId);
  return { site: 'a', instanceId, stateId: '', startNumber: 0, lastHeard, replace };
}

/** A start on a state folder. */
function start(stateId: string, startNumber: number): Member {
  return { ...member(`${stateId} ${startNumber}`, 1000), stateId, startNumber };
}

describe('Membership', () => {
  test('has one agent per site', () => {
    const membership = new Membership(300);
    const first = member('one', 1000);
    membership.join(first, 1000);
    expect(() => membership.join(member('two', 1000), 1300)).toThrow(
      /CL-CONF-003 Another agent is connected as site a/,
    );
    expect(membership.get('a')).toBe(first);
  });

  test.each([
    ['the same agent', 'one', 1000],
    ['a successor of one that is silent', 'two', 1301],
  ])('lets %s replace it', (_who, instanceId, now) => {
    const membership = new Membership(300);
    const replaced: string[] = [];
    const first = member('one', 1000, replaced);
    const second = member(instanceId, now);
    membership.join(first, 1000);
    membership.join(second, now);
    expect(replaced).toEqual(['one']);
    expect(membership.leave(first)).toBe(false);
    expect(membership.all()).toEqual([second]);
    expect(membership.leave(second)).toBe(true);
  });

  test('lets the next start on the same state folder replace the one before, which was killed', () => {
    const membership = new Membership(300);
    const next = start('folder', 2);
    membership.join(start('folder', 1), 1000);
    membership.join(next, 1000);
    expect(membership.get('a')).toBe(next);
  });

  test.each([
    ['a start on another folder', start('copy', 3)],
    ['an earlier start', start('folder', 1)],
    ['the same start of a machine that was cloned', { ...start('folder', 2), instanceId: 'clone' }],
    ['an agent without a state folder', start('', 3)],
  ])('refuses %s while the first is alive', (_who, second) => {
    const membership = new Membership(300);
    const first = start('folder', 2);
    membership.join(first, 1000);
    expect(() => membership.join(second, 1000)).toThrow(/CL-CONF-003/);
    expect(membership.get('a')).toBe(first);
  });

  test('tells who is silent', () => {
    const membership = new Membership(300);
    const quiet = member('one', 1000);
    membership.join(quiet, 1000);
    expect(membership.silent(1300)).toEqual([]);
    expect(membership.silent(1301)).toEqual([quiet]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { Membership, type Member } from './membership.ts';

function member(instanceId: string, lastHeard: number, replaced: string[] = []): Member {
  return { site: 'a', instanceId, lastHeard, replace: () => void replaced.push(instanceId) };
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

  test('tells who is silent', () => {
    const membership = new Membership(300);
    const quiet = member('one', 1000);
    membership.join(quiet, 1000);
    expect(membership.silent(1300)).toEqual([]);
    expect(membership.silent(1301)).toEqual([quiet]);
  });
});

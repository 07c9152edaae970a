import { describe, expect, it } from '@jest/globals';
import { GroupCommit } from './group-commit.ts';

const fulfilled = (value: number): PromiseSettledResult<number> => ({ status: 'fulfilled', value });

describe('a group commit', () => {
  it('writes what comes meanwhile as one group, in order', async () => {
    const groups: number[][] = [];
    const writer = new GroupCommit<number, number>(async (items) => {
      groups.push([...items]);
      if (groups.length === 1) for (const item of [4, 5]) void writer.add(item);
      return items.map((item) => fulfilled(10 * item));
    });
    expect(await Promise.all([1, 2, 3].map((item) => writer.add(item)))).toEqual([10, 20, 30]);
    await writer.idle();
    expect(groups).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(await writer.add(6)).toBe(60);
  });

  it('refuses single items, or all of a group that was not written, and goes on', async () => {
    const writer = new GroupCommit<number, number>(async (items) => {
      if (items.includes(0)) throw new Error('disk');
      return items.map((item) => (item < 0 ? { status: 'rejected', reason: new Error('refused') } : fulfilled(item)));
    });
    const words = async (items: number[]) =>
      (await Promise.allSettled(items.map((item) => writer.add(item)))).map((end) =>
        end.status === 'fulfilled' ? end.value : (end.reason as Error).message,
      );
    expect(await words([1, -1, 2])).toEqual([1, 'refused', 2]);
    expect(await words([1, 0, 2])).toEqual(['disk', 'disk', 'disk']);
    expect(await words([3])).toEqual([3]);
  });
});

import { expect, test } from '@jest/globals';
import type { SiteAssignment } from '#federation/rounds/round';
import type { Contribution } from '#sums/contribution';
import { encodingInline } from './encoding-worker.ts';

function encoded(contribution: Contribution) {
  const worker = encodingInline({ contribute: async () => contribution }, 'a');
  const layout = new Map(
    [...contribution.vectors].map(([name, { kind, values }]) => [name, { kind, length: values.length }]),
  );
  const assignment = { layout } as unknown as SiteAssignment;
  return worker.contributeEncoded(assignment, () => {}, new AbortController().signal);
}

test('a contribution goes to the ledger with its smallest count, where it has one', async () => {
  const counts = (...values: number[]) => ({ kind: 'count' as const, values: Float64Array.from(values) });
  const weighted = { kind: 'weighted' as const, weight: 7, values: Float32Array.of(1) };
  const mixed = new Map<string, ReturnType<typeof counts> | typeof weighted>([
    ['states', counts(4, 0, 3)],
    ['parameters', weighted],
  ]);
  expect(await encoded({ rowCount: 7, vectors: mixed })).toMatchObject({ rowCount: 7, smallestCount: 3 });
  for (const vectors of [new Map([['parameters', weighted]]), new Map([['states', counts(0, 0)]])]) {
    expect('smallestCount' in (await encoded({ rowCount: 7, vectors }))).toBe(false);
  }
});

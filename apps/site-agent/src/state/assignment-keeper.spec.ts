import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { AssignmentKeeper } from './assignment-keeper.ts';

const CONTRIBUTION = { rowCount: 7, vectors: [], bytes: Uint8Array.of(1, 2, 3), sha256: 'abc' };
const MESSAGE = Uint8Array.of(9);

let folder: string;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keeper-'));
  said = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function keeper(inputs = 'rows'): AssignmentKeeper {
  return new AssignmentKeeper({ folder, inputs, log: (words) => said.push(words) });
}

it('hands its successor what it had, and drops it all with the next assignment', async () => {
  const first = keeper();
  first.keep('one', MESSAGE);
  await first.saveCheckpoint('one', Uint8Array.of(4));
  const second = keeper();
  expect(await second.restore()).toMatchObject({ key: 'one', message: MESSAGE });
  expect(await second.checkpoint('one')).toEqual(Uint8Array.of(4));
  await second.saveContribution('one', CONTRIBUTION);
  expect(await second.checkpoint('one')).toBeUndefined();
  expect(await second.contribution('one')).toEqual(CONTRIBUTION);
  expect(await second.contribution('two')).toBeUndefined();
  const third = keeper();
  expect(await third.contribution('one')).toEqual(CONTRIBUTION);
  third.keep('two', MESSAGE);
  await third.settled();
  expect(await readdir(folder)).toEqual(['assignment']);
  third.forget();
  await third.settled();
  expect(await readdir(folder)).toEqual([]);
  expect(said).toEqual([]);
});

it('removes what an earlier process left, though it never looked at it', async () => {
  const first = keeper();
  first.keep('one', MESSAGE);
  await first.saveCheckpoint('one', Uint8Array.of(4));
  await first.saveContribution('one', CONTRIBUTION);
  await first.settled();
  expect((await readdir(folder)).toSorted()).toEqual(['assignment', 'contribution']);
  const second = keeper();
  second.forget();
  await second.settled();
  expect(await readdir(folder)).toEqual([]);
});

it('says once that nothing can be written, and works on without', async () => {
  const kept = keeper();
  await rm(folder, { recursive: true });
  kept.keep('one', MESSAGE);
  await kept.saveContribution('one', CONTRIBUTION);
  expect(await kept.contribution('one')).toBeUndefined();
  expect(said).toEqual([expect.stringContaining("can't be written")]);
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inTemporaryFolder } from '#storage/testing/temporary-folder';
import { readSealed, writeSealed } from './sealed-file.ts';

const HEADER = { of: 'a', list: [1, 2] };

test('gives header and payload back', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'file');
    expect(await readSealed(path)).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.uint8Array(), async (header, payload) => {
        await writeSealed(path, header, payload);
        const file = await readSealed(path);
        expect(JSON.stringify(file)).toBe(JSON.stringify({ header, payload }));
      }),
    );
  }));

test('is damaged when it was cut anywhere, or a bit of it has changed', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'file');
    await writeSealed(path, HEADER, Uint8Array.of(1, 2, 3));
    const whole = await readFile(path);
    for (let length = 0; length < whole.length; length++) {
      await writeFile(path, whole.subarray(0, length));
      expect(await readSealed(path)).toBe('damaged');
      await writeFile(path, whole.with(length, whole[length] ^ 4));
      expect(await readSealed(path)).toBe('damaged');
    }
  }));

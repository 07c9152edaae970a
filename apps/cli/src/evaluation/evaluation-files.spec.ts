import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { scratchFolder, writeScratch } from '../testing/fixtures.ts';
import { checksumOf } from './evaluation-files.ts';

it('takes the checksum of a file, and says which one is gone', async () => {
  const file = await writeScratch(await scratchFolder(), 'real.csv', 'a,b\n1,2\n');
  expect(await checksumOf(file)).toBe(createHash('sha256').update('a,b\n1,2\n').digest('hex'));
  await rm(file);
  await expect(checksumOf(file)).rejects.toMatchObject({ code: 'CL-IO-001', where: { file } });
});

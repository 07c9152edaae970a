import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { checkVersions, SOFTWARE_VERSION } from './version.ts';

test('equal protocol versions agree, whatever the releases', () => {
  expect(() => checkVersions({ protocol: 1, software: '0.1.0' }, { protocol: 1, software: '0.2.0' })).not.toThrow();
});

test.each([
  [1, 2, 'Update the agent'],
  [2, 1, 'Update the coordinator'],
])('an agent of version %i is told how to meet a coordinator of version %i', (agent, coordinator, todo) => {
  const check = () => checkVersions({ protocol: agent, software: 'x' }, { protocol: coordinator, software: 'y' });
  expect(check).toThrow(`speaks version ${agent} of the protocol, the coordinator (release y) version ${coordinator}`);
  expect(check).toThrow(expect.objectContaining({ code: 'CL-NET-001', todo: expect.stringContaining(todo) }));
});

test('the release is the one of the package', async () => {
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  expect(SOFTWARE_VERSION).toBe(manifest.version);
});

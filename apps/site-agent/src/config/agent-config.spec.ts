import { expect, test } from '@jest/globals';
import { parseAgentConfig } from './agent-config.ts';

const CONFIG = { coordinator: 'localhost:7433', study: 'aml', site: 'a', dataFolder: 'data' };

test('fills in what is not said', () => {
  expect(parseAgentConfig(CONFIG).retry).toEqual({ initialDelay: 200, maxDelay: 10_000, giveUpAfter: 1_800_000 });
});

test.each(['localhost', 'http://localhost:1', 'a b:1', ':7433'])('refuses the address %s', (coordinator) => {
  expect(() => parseAgentConfig({ ...CONFIG, coordinator })).toThrow('coordinator: expected HOST:PORT');
});

test('takes IPv6 addresses in brackets', () => {
  expect(parseAgentConfig({ ...CONFIG, coordinator: '[::1]:7433' }).coordinator).toEqual(['[::1]:7433']);
});

test('takes one coordinator or several', () => {
  const coordinator = ['one:7433', 'two:7433'];
  expect(parseAgentConfig(CONFIG).coordinator).toEqual(['localhost:7433']);
  expect(parseAgentConfig({ ...CONFIG, coordinator }).coordinator).toEqual(coordinator);
  expect(() => parseAgentConfig({ ...CONFIG, coordinator: [] })).toThrow('coordinator: Too small');
});

import { expect, test } from '@jest/globals';
import { parseCoordinatorConfig } from './coordinator-config.ts';

const SITES = [{ name: 'a' }, { name: 'b' }];

test('fills in what is not said', () => {
  const config = parseCoordinatorConfig({ study: 'aml', sites: SITES });
  expect(config).toMatchObject({ listen: { host: '127.0.0.1', port: 7433 }, heartbeatInterval: 5000 });
});

test('names every setting that is wrong', () => {
  const input = { study: 'a b', sites: [{ name: 'a', token: 'short' }], listen: { port: 70_000 }, extra: 1 };
  const parse = () => parseCoordinatorConfig(input, 'study.yaml');
  expect(parse).toThrow(expect.objectContaining({ code: 'CL-CONF-001', where: { file: 'study.yaml' } }));
  for (const setting of ['study', 'sites.0.token', 'listen.port', 'extra']) expect(parse).toThrow(setting);
});

test('refuses two sites of one name', () => {
  expect(() => parseCoordinatorConfig({ study: 'aml', sites: [SITES[0], SITES[0]] })).toThrow(
    'two sites have one name',
  );
});

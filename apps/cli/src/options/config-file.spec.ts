import { describe, expect, it } from '@jest/globals';
import { tlsBesideConfig } from './config-file.ts';

describe('tlsBesideConfig', () => {
  it('reads PEM files relative to the configuration, and keeps absolute paths', () => {
    expect(tlsBesideConfig('/etc/cohortloom/agent.yaml', { ca: 'ca.pem', key: '/keys/key.pem' })).toEqual({
      ca: '/etc/cohortloom/ca.pem',
      key: '/keys/key.pem',
    });
  });

  it.each([[undefined], [null], ['ca.pem'], [{}], [{ ca: 7 }]])('leaves %j for the schema to judge', (tls) => {
    expect(tlsBesideConfig('/etc/agent.yaml', tls)).toEqual(tls);
  });
});

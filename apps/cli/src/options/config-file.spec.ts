import { describe, expect, it } from '@jest/globals';
import { storeBesideConfig, tlsBesideConfig } from './config-file.ts';

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

describe('storeBesideConfig', () => {
  it.each([
    ['data', '/etc/cohortloom/data'],
    ['/srv/data', '/srv/data'],
    ['@store.url', '@/etc/cohortloom/store.url'],
    ['@/run/secrets/store.url', '@/run/secrets/store.url'],
    ['mongodb://host/db', 'mongodb://host/db'],
    ['"mongodb://host/db"', '"mongodb://host/db"'],
    ['@me:word@host/db', '@me:word@host/db'],
  ])('takes %s for %s', (store, place) => {
    expect(storeBesideConfig('/etc/cohortloom/coordinator.yaml', store)).toBe(place);
  });
});

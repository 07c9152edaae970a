import { expect, test } from '@jest/globals';
import { isLoopback, refusePlaintext } from './plaintext.ts';

test.each(['127.0.0.1', '127.8.9.10', 'localhost', '::1', '[::1]'])('%s is loopback', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', 'example.org', '127.example.org', 'localhost.example.org', '::2'])(
  '%s is not loopback',
  (host) => {
    expect(isLoopback(host)).toBe(false);
    expect(() => refusePlaintext(host, undefined, 'x')).toThrow(/CL-CONF-002/);
    expect(() => refusePlaintext(host, {}, 'x')).not.toThrow();
  },
);

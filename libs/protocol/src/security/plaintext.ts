import { isIP } from 'node:net';
import { CohortloomError } from '#errors/cohortloom-error';

/** Whether traffic to this host never leaves the machine. Names other than `localhost` are not looked up. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const bare = host.replace(/^\[|\]$/g, '');
  return isIP(bare) === 4 ? bare.startsWith('127.') : bare === '::1';
}

/**
 * Sums may cross a network only under TLS.
 * @throws CL-CONF-002 when there is no TLS and the host isn't this machine
 */
export function refusePlaintext(host: string, tls: object | undefined, todo: string): void {
  if (tls !== undefined || isLoopback(host)) return;
  throw new CohortloomError('CL-CONF-002', {
    what: `Without TLS only loopback addresses are allowed; ${host} may be reached from, or lie on, another machine.`,
    todo,
  });
}

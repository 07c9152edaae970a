import { ServerCredentials } from '@grpc/grpc-js';
import { CohortloomError } from '#errors/cohortloom-error';
import { refusePlaintext } from '#protocol/security/plaintext';
import { readPem } from '#protocol/security/read-pem';
import type { CoordinatorConfig } from '../config/coordinator-config.ts';

/**
 * TLS when a certificate is configured; plaintext on loopback only.
 * @throws CL-CONF-002 no certificate off loopback, CL-IO-001 a file can't be read, CL-CONF-001 a file is no certificate
 */
export async function serverCredentials({ listen, tls }: CoordinatorConfig): Promise<ServerCredentials> {
  refusePlaintext(listen.host, tls, 'Configure a server certificate (tls.cert, tls.key), or listen on 127.0.0.1.');
  if (tls === undefined) return ServerCredentials.createInsecure();
  const [cert, key] = await Promise.all([readPem(tls.cert), readPem(tls.key)]);
  const clientCa = tls.clientCa === undefined ? null : await readPem(tls.clientCa);
  try {
    const pair = { cert_chain: cert, private_key: key };
    return ServerCredentials.createSsl(clientCa, [pair], clientCa !== null);
  } catch (cause) {
    throw new CohortloomError('CL-CONF-001', {
      what: "The coordinator's certificate and key can't be used.",
      where: { file: tls.cert },
      todo: 'Check that tls.cert and tls.key are PEM files and belong together.',
      cause,
    });
  }
}

import { ChannelCredentials, Client, Metadata, type ClientDuplexStream } from '@grpc/grpc-js';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ConnectRequest, ConnectResponse } from '#protocol/gen/cohortloom/v1/link_pb';
import { agentLink, CHANNEL_OPTIONS } from '#protocol/grpc/agent-link';
import { isLoopback, refusePlaintext } from '#protocol/security/plaintext';
import { readPem } from '#protocol/security/read-pem';
import type { AgentConfig } from '../config/agent-config.ts';

/**
 * TLS when the configuration has a section for it; plaintext to loopback only.
 * @throws CL-CONF-002 no TLS off loopback, CL-IO-001 a file can't be read, CL-CONF-001 a file is no certificate
 */
export async function channelCredentials({ coordinator, tls }: AgentConfig): Promise<ChannelCredentials> {
  for (const address of coordinator) {
    refusePlaintext(hostOf(address), tls, 'Add the section tls to the configuration of the agent.');
  }
  if (tls === undefined) return ChannelCredentials.createInsecure();
  const [ca, key, cert] = await Promise.all([tls.ca, tls.key, tls.cert].map(readOptionalPem));
  try {
    return ChannelCredentials.createSsl(ca, key, cert);
  } catch (cause) {
    throw new CohortloomError('CL-CONF-001', {
      what: "The agent's certificates can't be used.",
      todo: 'Check that tls.ca, tls.cert and tls.key are PEM files, and that certificate and key belong together.',
      cause,
    });
  }
}

export interface Dial {
  readonly call: ClientDuplexStream<ConnectRequest, ConnectResponse>;
  /** Closes the connection under the stream. */
  close(): void;
}

/** Opens a stream to HOST:PORT on a connection of its own. What comes of it is told by the stream's events. */
export function dial(address: string, { token }: AgentConfig, credentials: ChannelCredentials): Dial {
  const client = new Client(address, credentials, {
    ...CHANNEL_OPTIONS,
    // Our own backoff decides when to dial; a shared connection would add a second one.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_http_proxy': isLoopback(hostOf(address)) ? 0 : 1,
  });
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  const { path, requestSerialize, responseDeserialize } = agentLink().connect;
  const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
  return { call: call as Dial['call'], close: () => client.close() };
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}

async function readOptionalPem(file: string | undefined): Promise<Buffer | null> {
  return file === undefined ? null : readPem(file);
}

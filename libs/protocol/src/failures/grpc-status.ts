import { status, type ServiceError } from '@grpc/grpc-js';
import { ERROR_CODES } from '#errors/codes';
import { CohortloomError } from '#errors/cohortloom-error';
import { plainWords } from './plain-words.ts';

/** What a server ends a stream with when `error` is the reason. */
export function toGrpcStatus(error: CohortloomError): { readonly code: status; readonly details: string } {
  return { code: status[ERROR_CODES[error.code].grpcStatus], details: `${error.code} ${error.what}` };
}

const UNTRUSTED = /certificate|self.signed|altname|handshake|\bTLS\b|\bSSL\b|wrong version number|EPROTO/i;

/**
 * Why a dial or a stream failed, seen from the agent.
 * @param address of the coordinator, for the words
 */
export function fromGrpcFailure(failure: Partial<ServiceError>, address: string): CohortloomError {
  const details = plainWords(failure.details ?? failure.message ?? '');
  if (failure.code === status.UNIMPLEMENTED) return otherService(address);
  if (failure.code === status.UNAVAILABLE && UNTRUSTED.test(details)) return untrusted(address, details);
  if (failure.code === status.RESOURCE_EXHAUSTED) return tooLarge(details);
  return new CohortloomError('CL-NET-002', {
    what: `The coordinator at ${address} can't be reached.`,
    todo: 'Check that it runs, that the address is right and that the firewall lets this machine dial out to it.',
    cause: failure,
  });
}

function otherService(address: string): CohortloomError {
  return new CohortloomError('CL-NET-001', {
    what: `What answers at ${address} doesn't know this agent's protocol.`,
    todo: 'Check the address, and that coordinator and agent are of the same release.',
  });
}

function untrusted(address: string, details: string): CohortloomError {
  return new CohortloomError('CL-NET-005', {
    what: `The connection to ${address} isn't trusted: ${details.replace(/\s+/g, ' ')}.`,
    todo: "Give the agent the certificate authority of the coordinator's certificate (tls.ca), and use the host name that the certificate is for.",
  });
}

function tooLarge(details: string): CohortloomError {
  return new CohortloomError('CL-NET-004', {
    what: `A message is larger than the other side takes: ${details}.`,
    todo: 'Check that coordinator and agent are of the same release.',
  });
}

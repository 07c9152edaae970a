import { status } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { ERROR_CODES, type ErrorCode } from '#errors/codes';
import { CohortloomError } from '#errors/cohortloom-error';
import { fromGrpcFailure, toGrpcStatus } from './grpc-status.ts';

test.each(Object.keys(ERROR_CODES) as ErrorCode[])('%s has a gRPC status', (code) => {
  const mapped = toGrpcStatus(new CohortloomError(code, { what: 'x', todo: 'y' }));
  expect(mapped.code).toBeGreaterThan(status.OK);
  expect(mapped.details).toBe(`${code} x`);
});

test.each([
  [{ code: status.UNAVAILABLE, details: 'No connection established. Last error: connect ECONNREFUSED' }, 'CL-NET-002'],
  [{ code: status.UNAVAILABLE, details: 'Last error: self-signed certificate' }, 'CL-NET-005'],
  [{ code: status.UNAVAILABLE, details: "Hostname/IP does not match certificate's altnames" }, 'CL-NET-005'],
  [{ code: status.UNIMPLEMENTED, details: 'The server does not implement the method' }, 'CL-NET-001'],
  [{ code: status.RESOURCE_EXHAUSTED, details: 'Received message larger than max' }, 'CL-NET-004'],
  [{}, 'CL-NET-002'],
])('the failure %j is %s', (failure, code) => {
  expect(fromGrpcFailure(failure, 'host:1').code).toBe(code);
});

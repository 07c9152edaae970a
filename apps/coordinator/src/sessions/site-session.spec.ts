import { create } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ErrorCode } from '#errors/codes';
import type { SiteEvents } from '#federation/rounds/ports';
import type { ConnectResponse } from '#protocol/gen/cohortloom/v1/link_pb';
import { HelloSchema } from '#protocol/gen/cohortloom/v1/membership_pb';
import { connectRequest } from '#protocol/grpc/agent-link';
import type { MessageStream } from '#protocol/grpc/message-stream';
import { fromHex } from '#protocol/messages/hex';
import { sha256Hex } from '#sums/sha256';
import type { BlobStore } from '#storage/ports/blob-store';
import { UploadDesk } from '../uploads/upload-desk.ts';
import { SiteSession } from './site-session.ts';

const SLOT = { round: 1, exchange: 0 };
const BYTES = Uint8Array.of(1, 2, 3);
const SHA256 = sha256Hex(BYTES);

/** A session whose engine answers each submission with `error`, and what came of it. */
function sessionWith(error: CohortloomError, blobs?: BlobStore) {
  const sent: ConnectResponse['message'][] = [];
  const failed: CohortloomError[] = [];
  const broken: CohortloomError[] = [];
  const events = {
    submit: () => Promise.reject(error),
    siteFailed: (_site: string, _slot: unknown, reason: CohortloomError) => failed.push(reason),
    storageFailed: (reason: CohortloomError) => broken.push(reason),
    progress: () => {},
  } as unknown as SiteEvents;
  const stream = { send: () => {}, post: () => Promise.resolve() } as unknown as MessageStream<ConnectResponse>;
  const services = {
    events,
    uploads: new UploadDesk(1000, blobs),
    maxContributionBytes: 1000,
    now: () => 0,
    log: () => {},
    send: (_site: string, { message }: ConnectResponse) => sent.push(message),
  };
  const session = new SiteSession(create(HelloSchema, { site: 'a' }), stream, services);
  session.assign({
    ...SLOT,
    study: 's',
    kind: 'train',
    task: 't',
    seed: 'seed',
    layout: new Map(),
    broadcast: new Uint8Array(0),
    broadcastSha256: sha256Hex(new Uint8Array(0)),
    manyExchanges: false,
  });
  return { session, sent, failed, broken };
}

const OFFER = connectRequest({
  case: 'offer',
  value: { assignment: SLOT, bytes: BYTES.length, sha256: fromHex(SHA256), follows: true },
});

function chunk(offset: number, data = BYTES.slice(offset, offset + 1)) {
  return connectRequest({ case: 'chunk', value: { assignment: SLOT, offset, data } });
}

async function contribute(session: SiteSession): Promise<void> {
  session.receive(OFFER);
  session.receive(chunk(0, BYTES.slice()));
  await new Promise((resolve) => setImmediate(resolve));
}

test('a contribution whose first chunk overtakes its offer is asked for again, and what follows that chunk is no gap', async () => {
  const { session, sent, failed } = sessionWith(failure('CL-ROUND-002'));
  session.receive(chunk(0));
  session.receive(OFFER);
  expect(sent).toMatchObject([{ case: 'grant', value: { assignment: SLOT, offset: 0 } }]);
  for (const offset of [1, 2, 0, 1, 2]) session.receive(chunk(offset));
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent.map(({ case: type }) => type)).toEqual(['grant', 'error']);
  expect(failed.map(({ code }) => code)).toEqual(['CL-ROUND-002']);
});

function failure(code: ErrorCode): CohortloomError {
  return new CohortloomError(code, { what: 'x', todo: 'y' });
}

test.each(['CL-ROUND-002', 'CL-ROUND-003', 'CL-NET-003'] as const)('%s refuses the contribution', async (code) => {
  const { session, sent, failed } = sessionWith(failure(code));
  await contribute(session);
  expect(sent).toMatchObject([{ case: 'error', value: { code } }]);
  expect(failed.map((error) => error.code)).toEqual([code]);
});

test.each(['CL-IO-002', 'CL-INT-001', 'CL-ROUND-006'] as const)('%s is no fault of the site', async (code) => {
  const { session, sent, failed } = sessionWith(failure(code));
  await contribute(session);
  expect(sent).toEqual([]);
  expect(failed).toEqual([]);
});

test('a failure that a site reports is its own, whichever site it names', () => {
  const { session, failed } = sessionWith(failure('CL-INT-001'));
  const value = { assignment: SLOT, code: 'constructor', what: 'x', todo: 'y', site: 'b' };
  session.receive(connectRequest({ case: 'error', value }));
  expect(failed).toMatchObject([{ code: 'CL-INT-001', where: { site: 'a' } }]);
});

test('a store that takes nothing is no fault of the site: the round ends with what the store says', async () => {
  const upload = () => Promise.reject(failure('CL-IO-002'));
  const blobs = { isDurable: true, upload } as unknown as BlobStore;
  const { session, sent, failed, broken } = sessionWith(failure('CL-INT-001'), blobs);
  await contribute(session);
  expect(broken).toMatchObject([{ code: 'CL-IO-002' }]);
  expect([sent, failed]).toEqual([[], []]);
});

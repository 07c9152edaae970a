import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import type { ConnectRequest, ConnectResponse } from '#protocol/gen/cohortloom/v1/link_pb';
import { GoodbyeReason } from '#protocol/gen/cohortloom/v1/membership_pb';
import { connectResponse } from '#protocol/grpc/agent-link';
import { AssignmentDesk, type DeskServices } from '../work/assignment-desk.ts';
import { AgentSession } from './agent-session.ts';

const WELCOME_TIMEOUT = 50;
const version = { protocolVersion: 1, softwareVersion: '1.0.0' };

/** A stream to a coordinator whose answers the test gives; what the agent says is dropped. */
function stream() {
  const call = new Duplex({ objectMode: true, read() {}, write: (_message, _encoding, done) => done() });
  return Object.assign(call, { cancel() {} }) as unknown as ClientDuplexStream<ConnectRequest, ConnectResponse>;
}

function session(call: ClientDuplexStream<ConnectRequest, ConnectResponse>): AgentSession {
  const hello = { ...version, study: 'aml', site: 'munich' } as ConstructorParameters<typeof AgentSession>[1]['hello'];
  const desk = new AssignmentDesk({} as DeskServices);
  return new AgentSession(call, { hello, desk, address: 'host:1', log: () => {}, welcomeTimeout: WELCOME_TIMEOUT });
}

test('a coordinator that does not answer the Hello in time is dialled again', async () => {
  const end = await session(stream()).run();
  expect(end).toMatchObject({ type: 'lost', error: { code: 'CL-NET-002' }, wasWelcome: false });
});

test('a session that was welcomed lasts longer than the coordinator had for its answer', async () => {
  const call = stream();
  const end = session(call).run();
  call.push(
    connectResponse({ case: 'welcome', value: { ...version, heartbeatIntervalMs: 1_000, maxContributionBytes: 9 } }),
  );
  await pause(3 * WELCOME_TIMEOUT);
  call.push(connectResponse({ case: 'goodbye', value: { reason: GoodbyeReason.STUDY_FINISHED } }));
  expect(await end).toEqual({ type: 'finished' });
});

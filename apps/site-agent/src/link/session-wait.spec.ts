import { create } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { AssignmentSchema, RoundKind } from '#protocol/gen/cohortloom/v1/round_pb';
import { fromHex } from '#protocol/messages/hex';
import { newDesk, type Desk } from '../work/desk.ts';
import { waitOfSession } from './session-wait.ts';

function deskThat(change: Partial<Desk>, received = 4): Desk {
  const message = create(AssignmentSchema, {
    id: { round: 3, exchange: 0 },
    kind: RoundKind.TRAIN,
    broadcastBytes: 4,
    broadcastSha256: fromHex('ab'),
  });
  const desk = newDesk('aml', 'a', message);
  desk.broadcast.add(0, new Uint8Array(received));
  return Object.assign(desk, change);
}

const contribution = { rowCount: 1, vectors: [], bytes: new Uint8Array(9), sha256: '' };
const ready = deskThat({ state: 'ready', contribution });

test.each([
  [undefined, undefined, 'the study to ask for something', 0],
  [deskThat({}, 3), undefined, 'the broadcast of round 3', 3],
  [deskThat({}), undefined, 'the study to ask for something', 0],
  [deskThat({ state: 'computing', done: 40 }), undefined, 'the computation of round 3', 40],
  [ready, undefined, 'the study to ask for something', 0],
  [ready, 'waits' as const, 'the coordinator to have room for the contribution of round 3', 0],
  [ready, 5, 'the network to take the contribution of round 3', 5],
  [ready, 9, 'the receipt for the contribution of round 3', 0],
  [deskThat({ state: 'failed' }), undefined, 'the study to ask for something', 0],
])('a session waits for what its assignment lacks (%#)', (current, passedOn, what, mark) => {
  const session = { address: 'host:1', current, passedOn };
  expect(waitOfSession({ ...session, isWelcome: true })).toMatchObject({ what, mark });
  expect(waitOfSession({ ...session, isWelcome: false }).what).toBe('the coordinator at host:1 to answer');
});

import { toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { ConnectRequestSchema } from '#protocol/gen/cohortloom/v1/link_pb';
import { connectRequest } from '#protocol/grpc/agent-link';
import { Meddler } from './meddling.ts';
import { passageOf } from './passage.ts';

function chunk(data: Uint8Array = Uint8Array.of(1, 2, 3)) {
  const message = connectRequest({ case: 'chunk', value: { assignment: { round: 1 }, offset: 7, data } });
  return passageOf('up', 'a', Buffer.from(toBinary(ConnectRequestSchema, message)));
}

const HEARTBEAT = passageOf(
  'up',
  'a',
  Buffer.from(toBinary(ConnectRequestSchema, connectRequest({ case: 'progress', value: {} }))),
);

describe('messages', () => {
  it('pass as they are unless something is done to them', () => {
    const passage = chunk();
    expect(new Meddler().meddle(passage)).toEqual([{ bytes: passage.bytes, delay: 0 }]);
  });

  it('have one bit flipped, so often as was said, and in chunks only', () => {
    const meddler = new Meddler();
    meddler.add({ type: 'flip', direction: 'up', count: 1, at: 0.5 });
    expect(meddler.meddle(HEARTBEAT)).toEqual([{ bytes: HEARTBEAT.bytes, delay: 0 }]);
    const [{ bytes }] = meddler.meddle(chunk());
    const { message } = passageOf('up', 'a', bytes);
    const flips = message.case === 'chunk' ? [...message.value.data].map((byte, i) => byte ^ (i + 1)) : [];
    expect(flips.filter((flip) => flip !== 0)).toHaveLength(1);
    expect(message.case === 'chunk' && message.value.offset).toBe(7);
    expect(meddler.meddle(chunk())[0].bytes).toEqual(chunk().bytes);
  });

  it('come twice, or late', () => {
    const meddler = new Meddler();
    meddler.add({ type: 'duplicate', cases: ['chunk'], count: 1 });
    expect(meddler.meddle(chunk())).toHaveLength(2);
    expect(meddler.meddle(chunk())).toHaveLength(1);
    meddler.add({ type: 'hold-back', cases: ['chunk'], count: 1, delay: 20 });
    expect(meddler.meddle(chunk())).toMatchObject([{ delay: 20, isOvertaken: true }]);
  });
});

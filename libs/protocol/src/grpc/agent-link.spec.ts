import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ChannelCredentials,
  Client,
  Server,
  ServerCredentials,
  type ClientDuplexStream,
  type ServerDuplexStream,
} from '@grpc/grpc-js';
import type { ConnectRequest, ConnectResponse } from '../gen/cohortloom/v1/link_pb.ts';
import { CHUNK_BYTES } from '../limits.ts';
import { releaseFrame } from '../messages/chunk-codec.ts';
import { agentLink, CHANNEL_OPTIONS, connectRequest, connectResponse } from './agent-link.ts';
import { MessageStream } from './message-stream.ts';

const CHUNKS = 12;

/** Where the server has chunks copied to. */
const framesSeen: Uint8Array[] = [];

const served = Promise.withResolvers<ServerDuplexStream<ConnectRequest, ConnectResponse>>();
const server = new Server(CHANNEL_OPTIONS);
let client: Client;
let call: ClientDuplexStream<ConnectRequest, ConnectResponse>;

beforeAll(async () => {
  const { connect } = agentLink();
  const watched = { ...connect, responseSerialize: watching(connect.responseSerialize) };
  server.addService({ connect: watched }, { connect: ((stream: never) => served.resolve(stream)) as never });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  client = new Client(`127.0.0.1:${port}`, ChannelCredentials.createInsecure(), CHANNEL_OPTIONS);
  const { path, requestSerialize, responseDeserialize } = connect;
  call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize) as typeof call;
  call.on('error', () => {});
});

afterAll(() => {
  call.cancel();
  client.close();
  server.forceShutdown();
});

function watching(serialize: (message: object) => Buffer): (message: object) => Buffer {
  return (message) => {
    const written = serialize(message);
    const copy = written.copy.bind(written);
    written.copy = (target, start) => (framesSeen.push(target), copy(target, start));
    return written;
  };
}

function chunk(place: number) {
  const data = new Uint8Array(CHUNK_BYTES - place).fill(place);
  return { case: 'chunk' as const, value: { assignment: { round: 1, exchange: place }, offset: place, data } };
}

/** The first messages on a stream. */
function arriving(stream: NodeJS.ReadableStream): Promise<ConnectRequest['message'][]> {
  const messages: ConnectRequest['message'][] = [];
  return new Promise((resolve) => {
    stream.on('data', ({ message }: ConnectRequest) => {
      if (messages.push(message) === CHUNKS) resolve(messages);
    });
  });
}

function expectAll(messages: ConnectRequest['message'][]): void {
  for (const [place, message] of messages.entries()) {
    const { value } = chunk(place);
    if (message.case !== 'chunk') throw new Error(`${message.case} came`);
    expect(message.value).toMatchObject({ offset: place, assignment: value.assignment });
    expect(Buffer.compare(message.value.data, value.data)).toBe(0);
  }
}

test('chunks arrive as they are in both directions, and a server that gives frames back leaves none', async () => {
  const up = new MessageStream<ConnectRequest>(call);
  const sent = Array.from({ length: CHUNKS }, (_, place) => up.post(connectRequest(chunk(place))));
  const stream = await served.promise;
  expectAll(await arriving(stream));
  await Promise.all(sent);

  const down = new MessageStream<ConnectResponse>(stream);
  const answers = arriving(call);
  const answered = Array.from({ length: CHUNKS }, async (_, place) => {
    const message = connectResponse(chunk(place));
    await down.post(message);
    releaseFrame(message);
  });
  expectAll(await answers);
  await Promise.all(answered);
  expect(framesSeen).toHaveLength(CHUNKS);
  expect(framesSeen.filter(({ length }) => length > 0)).toEqual([]);
});

import { setTimeout as pause } from 'node:timers/promises';
import { ChannelCredentials, Client, Metadata, type ClientDuplexStream } from '@grpc/grpc-js';
import type { ConnectRequest, ConnectResponse } from '#protocol/gen/cohortloom/v1/link_pb';
import type { Hello } from '#protocol/gen/cohortloom/v1/membership_pb';
import { agentLink, connectRequest } from '#protocol/grpc/agent-link';
import { fromHex } from '#protocol/messages/hex';
import { DICTIONARY_SHA256, STUDY } from './harness.ts';

type Message = ConnectResponse['message'];
type Case = NonNullable<Message['case']>;
type Value<C extends Case> = Extract<Message, { case: C }>['value'];

/** An agent that says what a test tells it to, right or wrong. */
export class RawAgent {
  readonly #client: Client;
  readonly #call: ClientDuplexStream<ConnectRequest, ConnectResponse>;
  readonly #messages: Message[] = [];
  readonly closed: Promise<void>;

  private constructor(address: string) {
    this.#client = new Client(address, ChannelCredentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    const { path, requestSerialize, responseDeserialize } = agentLink().connect;
    const call = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, new Metadata());
    this.#call = call as ClientDuplexStream<ConnectRequest, ConnectResponse>;
    this.#call.on('data', ({ message }: ConnectResponse) => void this.#messages.push(message));
    this.closed = new Promise((resolve) => {
      for (const event of ['end', 'error'] as const) this.#call.on(event, () => resolve());
    });
  }

  /** Dials and says nothing. */
  static async silent(address: string): Promise<RawAgent> {
    return new RawAgent(address);
  }

  /** Dials and says a Hello that differs from a good one as told. */
  static async dial(address: string, hello: Partial<Hello>): Promise<RawAgent> {
    const agent = new RawAgent(address);
    const { $typeName: _, ...rest } = hello;
    const value = { protocolVersion: 1, study: STUDY, dictionarySha256: fromHex(DICTIONARY_SHA256), ...rest };
    agent.send({ case: 'hello', value });
    return agent;
  }

  send(message: Parameters<typeof connectRequest>[0]): void {
    this.#call.write(connectRequest(message));
  }

  /** The next message of this kind; others are skipped. */
  async next<C extends Case>(kind: C): Promise<Value<C>> {
    for (let patience = 1000; patience > 0; patience--) {
      const message = this.#messages.shift();
      if (message?.case === kind) return message.value as Value<C>;
      if (message === undefined) await pause(5);
    }
    throw new Error(`no ${kind} came`);
  }

  close(): void {
    this.#call.cancel();
    this.#client.close();
  }
}

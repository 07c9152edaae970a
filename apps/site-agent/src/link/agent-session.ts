import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ConnectRequest, ConnectResponse } from '#protocol/gen/cohortloom/v1/link_pb';
import {
  GoodbyeReason,
  type Goodbye,
  type Hello,
  type Refused,
  type Welcome,
} from '#protocol/gen/cohortloom/v1/membership_pb';
import {
  AgentActivity,
  type Assignment,
  type Cancel,
  type ErrorNotice,
  type Receipt,
} from '#protocol/gen/cohortloom/v1/round_pb';
import type { Chunk, Grant } from '#protocol/gen/cohortloom/v1/transfer_pb';
import { fromErrorNotice, toErrorNotice } from '#protocol/failures/error-notice';
import { fromGrpcFailure } from '#protocol/failures/grpc-status';
import { plainWords } from '#protocol/failures/plain-words';
import { connectRequest } from '#protocol/grpc/agent-link';
import { MessageStream } from '#protocol/grpc/message-stream';
import { fromHex } from '#protocol/messages/hex';
import { slotWords } from '#protocol/messages/slot';
import { checkVersions } from '#protocol/version';
import type { AssignmentDesk } from '../work/assignment-desk.ts';
import type { Desk } from '../work/desk.ts';
import { ContributionSender } from './contribution-sender.ts';
import { waitOfSession } from './session-wait.ts';
import type { AgentWait } from './wait-watch.ts';

/** How long the network may take for the last message, milliseconds. */
const GOODBYE_TIMEOUT = 2_000;

/** How a stream ended. */
export type SessionEnd =
  | { readonly type: 'finished' }
  /** Dialling again can help. */
  | { readonly type: 'lost'; readonly error: CohortloomError; readonly wasWelcome: boolean }
  /** Dialling again can't help. */
  | { readonly type: 'failed'; readonly error: CohortloomError };

export type HelloMessage = Omit<Hello, '$typeName' | '$unknown' | 'holding'>;

export interface AgentSessionOptions {
  readonly hello: HelloMessage;
  /** HOST:PORT, for the words. */
  readonly address: string;
  readonly desk: AssignmentDesk;
  readonly log: (words: string) => void;
  /** How long the coordinator may take to answer the Hello, milliseconds. */
  readonly welcomeTimeout: number;
}

/** One stream to the coordinator, from Hello to its end. */
export class AgentSession {
  readonly #options: AgentSessionOptions;
  readonly #call: ClientDuplexStream<ConnectRequest, ConnectResponse>;
  readonly #stream: MessageStream<ConnectRequest>;
  readonly #end = Promise.withResolvers<SessionEnd>();
  readonly #sender: ContributionSender;
  #welcomed = false;
  #patience: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(call: ClientDuplexStream<ConnectRequest, ConnectResponse>, options: AgentSessionOptions) {
    this.#call = call;
    this.#options = options;
    this.#stream = new MessageStream(call);
    this.#sender = new ContributionSender(this.#stream);
  }

  /** Says Hello and serves until the stream ends. Never rejects. */
  async run(): Promise<SessionEnd> {
    const { desk, welcomeTimeout, address } = this.#options;
    this.#call.on('data', (response: ConnectResponse) => this.#receive(response));
    this.#call.on('error', (failure: ServiceError) => this.#lose(fromGrpcFailure(failure, address)));
    this.#call.on('end', () => this.#lose(fromGrpcFailure({}, address)));
    this.#patience = setTimeout(() => this.#lose(fromGrpcFailure({}, address)), welcomeTimeout);
    this.#stream.send(connectRequest({ case: 'hello', value: { ...this.#options.hello, holding: holdingOf(desk) } }));
    const end = await this.#end.promise;
    clearTimeout(this.#patience);
    clearInterval(this.#heartbeat);
    desk.listen(undefined);
    this.#sender.stop();
    this.#stream.end();
    this.#call.cancel();
    return end;
  }

  /** The operator stops the agent: says so, and ends the stream, whether the network takes it or not. */
  leave(error: CohortloomError): void {
    const end = () => this.#end.resolve({ type: 'failed', error });
    const value = { reason: GoodbyeReason.AGENT_STOPPED };
    this.#stream.post(connectRequest({ case: 'goodbye', value })).then(end, end);
    setTimeout(end, this.#welcomed ? GOODBYE_TIMEOUT : 0).unref();
  }

  /** What it waits for at present. */
  wait(): AgentWait {
    const { address, desk } = this.#options;
    const { current } = desk;
    const state = { address, isWelcome: this.#welcomed, current, passedOn: this.#sender.passedOn };
    const { isWork, ...wait } = waitOfSession(state);
    if (isWork && current) return { ...wait, ending: 'the assignment fails', end: () => desk.giveUp(current) };
    return { ...wait, ending: 'the agent dials again', end: () => this.#lose(cameNothing(address, wait.what)) };
  }

  #receive({ message }: ConnectResponse): void {
    try {
      if (message.case === 'chunk') this.#options.desk.addChunk(message.value as Chunk);
      else if (message.case === 'assignment') this.#takeAssignment(message.value);
      else if (message.case === 'receipt') this.#takeReceipt(message.value);
      else if (message.case === 'grant') this.#takeGrant(message.value);
      else if (message.case === 'cancel') this.#takeCancel(message.value);
      else if (message.case === 'error') this.#takeError(message.value);
      else if (message.case === 'study') this.#options.log(plainWords(message.value.words));
      else if (message.case === 'welcome') this.#takeWelcome(message.value);
      else if (message.case === 'refused') this.#takeRefusal(message.value);
      else if (message.case === 'goodbye') this.#takeGoodbye(message.value);
    } catch (reason) {
      this.#complain(CohortloomError.from(reason));
    }
  }

  #takeWelcome(welcome: Welcome): void {
    const { hello, desk, log, address } = this.#options;
    const own = { protocol: hello.protocolVersion, software: hello.softwareVersion };
    try {
      checkVersions(own, { protocol: welcome.protocolVersion, software: welcome.softwareVersion });
    } catch (error) {
      return this.#end.resolve({ type: 'failed', error: CohortloomError.from(error) });
    }
    this.#welcomed = true;
    clearTimeout(this.#patience);
    this.#sender.limit(welcome.maxContributionBytes);
    this.#heartbeat = setInterval(() => this.#beat(), welcome.heartbeatIntervalMs);
    desk.listen({ ready: (ready) => this.#offer(ready), failed: (failed) => this.#report(failed) });
    log(
      `Connected to the coordinator at ${address} as site ${hello.site}; waiting for the study to ask for something.`,
    );
  }

  #takeRefusal({ reason }: Refused): void {
    this.#end.resolve({ type: 'failed', error: fromErrorNotice(reason) });
  }

  #takeGoodbye({ reason, error }: Goodbye): void {
    if (reason === GoodbyeReason.STUDY_FINISHED) this.#end.resolve({ type: 'finished' });
    else if (reason === GoodbyeReason.STUDY_FAILED) {
      this.#end.resolve({ type: 'failed', error: fromErrorNotice(error) });
    } else if (reason === GoodbyeReason.REPLACED) this.#lose(replaced(this.#options.address));
    else this.#lose(coordinatorLeft(this.#options.address));
  }

  #takeAssignment(message: Assignment): void {
    const { desk, log } = this.#options;
    const isNew = desk.find(message.id) === undefined;
    this.#sender.expect(message.granted);
    const { slot } = desk.take(message);
    if (isNew && slot.exchange === 0) log(`${slotWords(slot)} asks for ${plainWords(message.task)}.`);
  }

  #takeGrant({ assignment, offset }: Grant): void {
    const desk = this.#options.desk.find(assignment);
    if (desk?.state === 'ready') this.#sender.grant(desk, offset);
  }

  #takeReceipt({ assignment, counted }: Receipt): void {
    const desk = this.#options.desk.find(assignment);
    if (desk === undefined) return;
    if (!counted) this.#options.log(`${slotWords(desk.slot)} had closed without this site's contribution.`);
    this.#options.desk.close(desk);
  }

  #takeCancel({ assignment, words }: Cancel): void {
    const desk = this.#options.desk.find(assignment);
    if (desk === undefined) return;
    this.#options.log(`${slotWords(desk.slot)} is no longer wanted of this site: ${plainWords(words)}`);
    this.#sender.stop();
    this.#options.desk.close(desk);
  }

  /** A damaged transfer is sent again; anything else said of the contribution is final. */
  #takeError(notice: ErrorNotice): void {
    const error = fromErrorNotice(notice);
    this.#options.log(`The coordinator reports ${error.code}: ${error.what} ${error.todo}`);
    const desk = this.#options.desk.find(notice.assignment);
    if (desk === undefined) return;
    if (error.code === 'CL-NET-003' && desk.state === 'ready' && this.#sender.resend(desk)) return;
    this.#sender.stop();
    this.#options.desk.close(desk);
  }

  #offer(desk: Desk): void {
    try {
      this.#sender.offer(desk);
    } catch (error) {
      this.#report({ ...desk, failure: CohortloomError.from(error) });
    }
  }

  #report({ slot, failure }: Desk): void {
    if (failure === undefined) return;
    this.#options.log(`${slotWords(slot)} can't be done: ${failure.code} ${failure.what}`);
    this.#stream.send(connectRequest({ case: 'error', value: toErrorNotice(failure, slot) }));
  }

  /** A message couldn't be taken: both sides hear of it, and a new stream gets another chance. */
  #complain(error: CohortloomError): void {
    this.#stream.send(connectRequest({ case: 'error', value: toErrorNotice(error) }));
    if (error.code === 'CL-NET-003') this.#lose(error);
    else this.#end.resolve({ type: 'failed', error });
  }

  #beat(): void {
    const desk = this.#options.desk.current;
    const value = desk
      ? {
          assignment: desk.slot,
          activity: activityOf(desk),
          done: wholeUnits(desk.done),
          total: wholeUnits(desk.total),
        }
      : { activity: AgentActivity.IDLE };
    this.#stream.send(connectRequest({ case: 'progress', value }));
  }

  #lose(error: CohortloomError): void {
    const type = error.code === 'CL-NET-002' || error.code === 'CL-NET-003' ? 'lost' : 'failed';
    this.#end.resolve({ type, error, wasWelcome: this.#welcomed });
  }
}

function holdingOf(desk: AssignmentDesk) {
  const { current } = desk;
  if (current === undefined) return undefined;
  const { expected, received } = current.broadcast;
  return { assignment: current.slot, broadcastSha256: fromHex(expected.sha256), broadcastBytes: received };
}

function activityOf({ state }: Desk): AgentActivity {
  return state === 'computing' ? AgentActivity.COMPUTING : AgentActivity.TRANSFERRING;
}

function wholeUnits(value: number): number {
  return Math.max(0, Math.min(2 ** 32 - 1, Math.floor(value)));
}

function cameNothing(address: string, what: string): CohortloomError {
  return new CohortloomError('CL-NET-002', {
    what: `The coordinator at ${address} is connected, but nothing has come of it: waited for ${what}.`,
    todo: 'Nothing: the agent dials again. If this repeats, look at what the coordinator waits for.',
  });
}

function replaced(address: string): CohortloomError {
  return new CohortloomError('CL-NET-002', {
    what: `The coordinator at ${address} closed this stream: it heard nothing for long, or another one has taken its place.`,
    todo: 'Nothing: the agent dials again.',
  });
}

function coordinatorLeft(address: string): CohortloomError {
  return new CohortloomError('CL-NET-002', {
    what: `The coordinator at ${address} was stopped.`,
    todo: 'Nothing: the agent dials until it is back.',
  });
}

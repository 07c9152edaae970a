import type { ServerDuplexStream } from '@grpc/grpc-js';
import { CohortloomError } from '#errors/cohortloom-error';
import type { SiteEvents } from '#federation/rounds/ports';
import type { ConnectRequest, ConnectResponse } from '#protocol/gen/cohortloom/v1/link_pb';
import { GoodbyeReason, type Hello } from '#protocol/gen/cohortloom/v1/membership_pb';
import { toErrorNotice } from '#protocol/failures/error-notice';
import { toGrpcStatus } from '#protocol/failures/grpc-status';
import { plainWords } from '#protocol/failures/plain-words';
import { connectResponse } from '#protocol/grpc/agent-link';
import { MessageStream } from '#protocol/grpc/message-stream';
import type { CoordinatorConfig } from '../config/coordinator-config.ts';
import { checkHello, type AdmissionRules } from '../membership/admission.ts';
import type { Membership } from '../membership/membership.ts';
import { SiteSession, type SessionServices } from '../sessions/site-session.ts';
import type { UploadDesk } from '../uploads/upload-desk.ts';
import { GrpcListener } from './grpc-listener.ts';
import { serverCredentials } from './server-credentials.ts';
import { SilenceWatch } from './silence-watch.ts';

/** How long a new stream may take to say Hello, milliseconds. */
const HELLO_TIMEOUT = 10_000;

type AgentStream = ServerDuplexStream<ConnectRequest, ConnectResponse>;

export interface CoordinatorServerOptions {
  readonly config: CoordinatorConfig;
  readonly rules: AdmissionRules;
  readonly membership: Membership<SiteSession>;
  readonly uploads: UploadDesk;
  readonly events: SiteEvents;
  readonly now: () => number;
  readonly log: (words: string) => void;
}

/** Listens for agents, takes them in or refuses them in words, and keeps their sessions. */
export class CoordinatorServer {
  readonly #options: CoordinatorServerOptions;
  readonly #services: SessionServices;
  readonly #listener = new GrpcListener((stream) => this.#accept(stream));
  readonly #silence: SilenceWatch;

  constructor(options: CoordinatorServerOptions) {
    const { config, events, uploads, now, log, membership } = options;
    this.#options = options;
    this.#services = {
      events,
      uploads,
      maxContributionBytes: config.limits.maxContributionBytes,
      now,
      log,
      send: (site, response) => membership.get(site)?.send(response),
    };
    this.#silence = new SilenceWatch(config.heartbeatInterval, now, () => this.#dropSilent());
  }

  /**
   * @returns HOST:PORT with the port in use
   * @throws CL-CONF-002, CL-IO-001, CL-CONF-001 (see `serverCredentials`), CL-IO-003 port taken
   */
  async start(): Promise<string> {
    const { config } = this.#options;
    const credentials = await serverCredentials(config);
    const address = await this.#listener.listen(config.listen.host, config.listen.port, credentials);
    this.#silence.start();
    return address;
  }

  /** Tells every agent why, and closes the port. */
  async stop(reason: GoodbyeReason, error?: CohortloomError): Promise<void> {
    this.#silence.stop();
    for (const session of this.#options.membership.all()) session.dismiss(reason, error);
    await this.#listener.close();
  }

  /** Tells every connected site one sentence about the study. */
  announce(words: string): void {
    const { membership, config } = this.#options;
    const value = { words, sitesConnected: membership.all().length, sitesTotal: config.sites.length };
    for (const session of membership.all()) session.send(connectResponse({ case: 'study', value }));
  }

  #accept(stream: AgentStream): void {
    const outgoing = new MessageStream<ConnectResponse>(stream);
    let session: SiteSession | undefined;
    const timer = setTimeout(() => this.#refuse(stream, outgoing, saidNothing()), HELLO_TIMEOUT);
    stream.on('data', (request: ConnectRequest) => {
      if (session !== undefined) return session.receive(request);
      clearTimeout(timer);
      if (outgoing.isOpen) session = this.#greet(stream, outgoing, request);
    });
    const closed = () => {
      clearTimeout(timer);
      outgoing.end();
      if (session !== undefined) this.#leave(session);
    };
    for (const event of ['end', 'cancelled', 'error', 'close']) stream.on(event, closed);
  }

  /** @returns the session, or undefined when the agent was refused */
  #greet(stream: AgentStream, outgoing: MessageStream<ConnectResponse>, { message }: ConnectRequest) {
    try {
      if (message.case !== 'hello') throw saidNothing();
      return this.#admit(message.value, bearerToken(stream), outgoing);
    } catch (error) {
      this.#refuse(stream, outgoing, CohortloomError.from(error));
      return undefined;
    }
  }

  #admit(hello: Hello, token: string | undefined, outgoing: MessageStream<ConnectResponse>): SiteSession {
    const { rules, membership, config, now, log, events } = this.#options;
    checkHello(hello, token, rules);
    const session = new SiteSession(hello, outgoing, this.#services);
    membership.join(session, now());
    session.send(
      connectResponse({
        case: 'welcome',
        value: {
          protocolVersion: rules.version.protocol,
          softwareVersion: rules.version.software,
          heartbeatIntervalMs: config.heartbeatInterval,
          maxContributionBytes: config.limits.maxContributionBytes,
        },
      }),
    );
    log(`Site ${hello.site} is connected (${membership.all().length} of ${config.sites.length}).`);
    events.siteConnected(hello.site);
    return session;
  }

  #refuse(stream: AgentStream, outgoing: MessageStream<ConnectResponse>, error: CohortloomError): void {
    const { rules, log } = this.#options;
    log(`An agent from ${stream.getPeer()} was refused: ${error.code} ${plainWords(error.what)}`);
    const version = { protocolVersion: rules.version.protocol, softwareVersion: rules.version.software };
    outgoing.send(connectResponse({ case: 'refused', value: { reason: toErrorNotice(error), ...version } }));
    outgoing.close();
    stream.emit('error', toGrpcStatus(error));
  }

  #dropSilent(): void {
    const { membership, now, log } = this.#options;
    for (const session of membership.silent(now())) {
      log(`Site ${session.site} has said nothing for ${now() - session.lastHeard} ms; its stream is closed.`);
      session.dismiss(GoodbyeReason.REPLACED);
      this.#leave(session);
    }
  }

  #leave(session: SiteSession): void {
    const { membership, uploads, events, log, config } = this.#options;
    session.close();
    if (!membership.leave(session)) return;
    uploads.suspend(session.site);
    log(`Site ${session.site} is disconnected (${membership.all().length} of ${config.sites.length} remain).`);
    events.siteDisconnected(session.site);
  }
}

function bearerToken(stream: AgentStream): string | undefined {
  const [header] = stream.metadata.get('authorization');
  return /^Bearer (.+)$/.exec(String(header ?? ''))?.[1];
}

function saidNothing(): CohortloomError {
  return new CohortloomError('CL-NET-001', {
    what: 'Whoever dialled did not say Hello.',
    todo: 'Check that only agents dial the coordinator, and that they are of the same release.',
  });
}

import {
  ChannelCredentials,
  Client,
  logVerbosity,
  Metadata,
  Server,
  ServerCredentials,
  setLogVerbosity,
  type MethodDefinition,
} from '@grpc/grpc-js';
import { agentLink, CHANNEL_OPTIONS } from '#protocol/grpc/agent-link';
import { passageOf } from './passage.ts';
import { Line, type AgentSide, type CoordinatorSide, type Meddle } from './line.ts';

const untouched = (bytes: Buffer) => bytes;

/** The service with messages as they are on the wire. */
const RAW_CONNECT: MethodDefinition<Buffer, Buffer> = {
  path: agentLink().connect.path,
  requestStream: true,
  responseStream: true,
  requestSerialize: untouched,
  requestDeserialize: untouched,
  responseSerialize: untouched,
  responseDeserialize: untouched,
};

/** Stands between agents and coordinator as a gRPC server and client, so that each message can be seen and meddled with. */
export class MessageProxy {
  readonly #server = new Server(CHANNEL_OPTIONS);
  readonly #lines = new Set<Line>();
  readonly #target: string;
  readonly #meddle: Meddle;
  #port = 0;

  /** @param target HOST:PORT of the coordinator, which may come and go */
  constructor(target: string, meddle: Meddle) {
    this.#target = target;
    this.#meddle = meddle;
    setLogVerbosity(logVerbosity.NONE);
    this.#server.addService({ connect: RAW_CONNECT }, { connect: (agent: AgentSide) => this.#relay(agent) });
  }

  async listen(): Promise<void> {
    this.#port = await new Promise<number>((resolve, reject) => {
      const done = (error: Error | null, port: number) => (error ? reject(error) : resolve(port));
      this.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), done);
    });
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Cuts the streams of one site. */
  cut(site: string): void {
    for (const line of this.#lines) if (line.site === site) line.cut();
  }

  close(): void {
    for (const line of this.#lines) line.cut();
    this.#server.forceShutdown();
  }

  /** A connection to the coordinator that is no agent's; what it is told counts as told to the site. */
  impostor(site: string): { say(bytes: Buffer): void; leave(): void } {
    const { call, close } = this.#dial(new Metadata());
    call.on('data', (bytes: Buffer) => void this.#meddle(passageOf('down', site, bytes)));
    call.on('error', () => {});
    return { say: (bytes) => void call.write(bytes), leave: () => (call.cancel(), close()) };
  }

  #relay(agent: AgentSide): void {
    const headers = new Metadata();
    for (const value of agent.metadata.get('authorization')) headers.add('authorization', value);
    const { call, close } = this.#dial(headers);
    const line = new Line(agent, call, this.#meddle);
    this.#lines.add(line);
    agent.on('close', () => {
      line.cut();
      this.#lines.delete(line);
      close();
    });
  }

  #dial(headers: Metadata): { call: CoordinatorSide; close: () => void } {
    const client = new Client(this.#target, ChannelCredentials.createInsecure(), {
      ...CHANNEL_OPTIONS,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_http_proxy': 0,
    });
    const call = client.makeBidiStreamRequest(RAW_CONNECT.path, untouched, untouched, headers);
    return { call, close: () => client.close() };
  }
}

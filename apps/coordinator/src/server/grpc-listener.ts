import { logVerbosity, Server, setLogVerbosity, type ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ConnectRequest, ConnectResponse } from '#protocol/gen/cohortloom/v1/link_pb';
import { agentLink, CHANNEL_OPTIONS } from '#protocol/grpc/agent-link';

/** A new stream from an agent. */
export type AcceptStream = (stream: ServerDuplexStream<ConnectRequest, ConnectResponse>) => void;

/** How long streams get to end in good order when the coordinator stops, milliseconds. */
const FAREWELL_TIME = 2_000;

/** The listening port. */
export class GrpcListener {
  readonly #server = new Server(CHANNEL_OPTIONS);

  /** @param accept is called for every stream */
  constructor(accept: AcceptStream) {
    // What goes wrong is thrown or told in our own words.
    setLogVerbosity(logVerbosity.NONE);
    this.#server.addService(agentLink(), { connect: accept as never });
  }

  /**
   * @returns HOST:PORT with the port in use
   * @throws CL-IO-003 when the port is taken
   */
  listen(host: string, port: number, credentials: ServerCredentials): Promise<string> {
    const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(`${bracketed}:${port}`, credentials, (error, boundPort) => {
        if (error) reject(portTaken(bracketed, port, error));
        else resolve(`${bracketed}:${boundPort}`);
      });
    });
  }

  /** Takes no more streams, and closes those that don't end by themselves soon. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#server.forceShutdown(), FAREWELL_TIME);
    await new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve()));
    clearTimeout(timer);
  }
}

function portTaken(host: string, port: number, cause: Error): CohortloomError {
  return new CohortloomError('CL-IO-003', {
    what: `The coordinator can't listen on ${host}:${port}.`,
    todo: 'Stop what else uses this port, choose another one, or check that the address belongs to this machine.',
    cause,
  });
}

import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between an agent and the coordinator, and fails as networks and killed processes do. */
export class TcpRelay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #refusing = false;
  #cutAfter = { up: Infinity, down: Infinity };
  #stallAfter = { up: Infinity, down: Infinity };
  #rate = { up: Infinity, down: Infinity };
  readonly #stalled = Promise.withResolvers<void>();
  /** Bytes that went through, by direction as the agent sees it. */
  readonly bytes = { up: 0, down: 0 };

  private constructor(target: string) {
    this.#server = createServer((agent) => this.#relay(agent, target));
  }

  static async to(target: string): Promise<TcpRelay> {
    const relay = new TcpRelay(target);
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts all connections, once, when this many more bytes have gone through in a direction. */
  cutAfter(direction: 'up' | 'down', bytes: number): void {
    this.#cutAfter[direction] = this.bytes[direction] + bytes;
  }

  /** Lets through so many bytes per second. */
  throttle(direction: 'up' | 'down', rate: number): void {
    this.#rate[direction] = rate;
  }

  /** Lets no more than this many further bytes through in a direction, over connections that stay open. Resolves then. */
  stallAfter(direction: 'up' | 'down', bytes: number): Promise<void> {
    this.#stallAfter[direction] = this.bytes[direction] + bytes;
    return this.#stalled.promise;
  }

  /** Connections to come aren't stalled. */
  unstall(): void {
    this.#stallAfter = { up: Infinity, down: Infinity };
  }

  /** Cuts all connections, as when a process is killed. */
  cut(): void {
    this.#cutAfter = { up: Infinity, down: Infinity };
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts all connections and takes no new ones. */
  goDown(): void {
    this.#refusing = true;
    this.cut();
  }

  async close(): Promise<void> {
    this.goDown();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #relay(agent: Socket, target: string): void {
    if (this.#refusing) return void agent.destroy();
    const [host, port] = target.split(':');
    const coordinator = connect(Number(port), host);
    this.#pass(agent, coordinator, 'up');
    this.#pass(coordinator, agent, 'down');
  }

  #pass(from: Socket, to: Socket, direction: 'up' | 'down'): void {
    this.#sockets.add(from);
    let stalls = false;
    let isFreeAt = 0;
    from.on('data', (data) => {
      stalls ||= this.bytes[direction] > this.#stallAfter[direction];
      if (stalls) return this.#stalled.resolve();
      this.bytes[direction] += data.length;
      if (this.bytes[direction] > this.#cutAfter[direction]) return this.cut();
      if (Number.isFinite(this.#rate[direction])) {
        // From when the one before was through, not from now: a late timer must not make the line slower.
        const now = performance.now();
        isFreeAt = Math.max(isFreeAt, now - 500) + (1000 * data.length) / this.#rate[direction];
        from.pause();
        setTimeout(() => (to.write(data), from.resume()), isFreeAt - now);
      } else if (!to.destroyed && !to.write(data)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}

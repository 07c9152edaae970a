import { setTimeout as pause } from 'node:timers/promises';
import type { ClientDuplexStream, ServerDuplexStream, ServiceError, StatusObject } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { passageOf, type Forwarded, type Passage } from './passage.ts';

export type AgentSide = ServerDuplexStream<Buffer, Buffer>;
export type CoordinatorSide = ClientDuplexStream<Buffer, Buffer>;

/** Sees every message, and says what becomes of it. */
export type Meddle = (passage: Passage) => readonly Forwarded[];

/** One agent's stream through the proxy, message by message. What one side's stream comes to, the other side hears. */
export class Line {
  readonly #agent: AgentSide;
  readonly #coordinator: CoordinatorSide;
  readonly #meddle: Meddle;
  #site = '';
  #isClosed = false;
  /** What is under way in each direction: messages stay in order unless they are told not to. */
  readonly #tails = { up: Promise.resolve(), down: Promise.resolve() };

  constructor(agent: AgentSide, coordinator: CoordinatorSide, meddle: Meddle) {
    this.#agent = agent;
    this.#coordinator = coordinator;
    this.#meddle = meddle;
    agent.on('data', (bytes: Buffer) => this.#pass('up', bytes));
    coordinator.on('data', (bytes: Buffer) => this.#pass('down', bytes));
    agent.on('end', () => this.#soon('up', () => coordinator.end()));
    agent.on('cancelled', () => this.cut());
    agent.on('error', () => this.cut());
    coordinator.on('error', (error: ServiceError) => this.#soon('down', () => this.#fail(error)));
    coordinator.on('status', (end: StatusObject) => {
      if (end.code === status.OK) this.#soon('down', () => this.#finish());
    });
  }

  get site(): string {
    return this.#site;
  }

  get isOpen(): boolean {
    return !this.#isClosed;
  }

  /** Both sides lose the connection. */
  cut(): void {
    if (this.#isClosed) return;
    this.#coordinator.cancel();
    this.#fail({ code: status.UNAVAILABLE, details: 'the connection was cut' });
  }

  #pass(direction: 'up' | 'down', bytes: Buffer): void {
    const passage = passageOf(direction, this.#site, bytes);
    if (passage.direction === 'up' && passage.message.case === 'hello') this.#site = passage.message.value.site;
    for (const forwarded of this.#meddle({ ...passage, site: this.#site })) {
      const write = () => this.#write(direction, forwarded.bytes);
      if (forwarded.isOvertaken) setTimeout(write, forwarded.delay);
      else this.#after(direction, forwarded.delay, write);
    }
  }

  #write(direction: 'up' | 'down', bytes: Buffer): void {
    if (this.#isClosed) return;
    if (direction === 'up') this.#coordinator.write(bytes);
    else this.#agent.write(bytes);
  }

  #soon(direction: 'up' | 'down', action: () => void): void {
    this.#after(direction, 0, action);
  }

  #after(direction: 'up' | 'down', delay: number, action: () => void): void {
    const due = performance.now() + delay;
    this.#tails[direction] = this.#tails[direction].then(async () => {
      const left = due - performance.now();
      if (left > 0) await pause(left);
      action();
    });
  }

  #fail({ code, details }: Pick<ServiceError, 'code' | 'details'>): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#agent.emit('error', { code, details });
  }

  #finish(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#agent.end();
  }
}

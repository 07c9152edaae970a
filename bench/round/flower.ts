import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../libs/storage/src/testing/free-port.ts';
import type { Figures, Load } from './host.ts';

const SCRIPT = fileURLToPath(new URL('./flower_echo.py', import.meta.url));
const WARM_UP = 5;
const START_TIMEOUT = 60_000;

/** Flower on this machine, doing the same. */
export class FlowerPeer {
  readonly #python: string;
  /** Of flwr, grpcio, numpy and Python. */
  readonly versions: string;

  private constructor(python: string, versions: string) {
    this.#python = python;
    this.versions = versions;
  }

  /** With the interpreter that FLOWER_PYTHON names; undefined if it names none. Throws when that has no Flower. */
  static find(): FlowerPeer | undefined {
    const python = process.env.FLOWER_PYTHON;
    if (!python) return undefined;
    const { status, stdout, stderr } = spawnSync(python, [SCRIPT, 'version'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`FLOWER_PYTHON=${python} has no Flower with start_server: ${stderr}`);
    return new FlowerPeer(python, stdout.trim());
  }

  async measure({ sites, bytes, exchanges }: Load): Promise<Figures> {
    const address = `127.0.0.1:${await freePort()}`;
    const server = this.#start(['server', address, sites, bytes, exchanges, WARM_UP]);
    let said = '';
    server.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = once(server, 'close');
    await listening(address);
    const clients = Array.from({ length: sites }, () => this.#start(['client', address]));
    const [code] = (await ended) as [number | null];
    for (const client of clients) client.kill();
    if (code !== 0) throw new Error(`Flower's server ended with ${code}: ${said}`);
    return JSON.parse(said.trim().split('\n').at(-1)!) as Figures;
  }

  #start(args: readonly (string | number)[]): ChildProcess {
    return spawn(this.#python, ['-W', 'ignore', SCRIPT, ...args.map(String)], { stdio: ['ignore', 'pipe', 'ignore'] });
  }
}

async function listening(address: string): Promise<void> {
  const [host, port] = address.split(':');
  for (const giveUpAt = performance.now() + START_TIMEOUT; performance.now() < giveUpAt; await delay(100)) {
    const socket = connect(Number(port), host);
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
  }
  throw new Error("Flower's server doesn't listen.");
}

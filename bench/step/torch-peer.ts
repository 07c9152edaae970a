import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./torch_step.py', import.meta.url));
const ENVIRONMENT = fileURLToPath(new URL('../../.cache/torch', import.meta.url));
const VERSION = '2.13.0';

/** A Python that has torch: the system's, or one installed for the bench alone. Undefined where neither can be had. */
export function findTorchPython(): string | undefined {
  const own = `${ENVIRONMENT}/bin/python`;
  const found = ['python3', own].find(hasTorch);
  if (found !== undefined) return found;
  console.log(`installing torch ${VERSION} into .cache/torch`);
  if (!existsSync(own)) spawnSync('python3', ['-m', 'venv', ENVIRONMENT]);
  spawnSync(own, ['-m', 'pip', 'install', '--quiet', `torch==${VERSION}`, 'numpy']);
  return hasTorch(own) ? own : undefined;
}

function hasTorch(python: string): boolean {
  return spawnSync(python, ['-c', 'import torch']).status === 0;
}

/** One of torch's training steps in a process of its own. */
export class TorchPeer {
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor(python: string, threads: number, networks: string, batch: number) {
    this.#process = spawn(python, [SCRIPT, String(threads), networks, String(batch)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#answers = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
  }

  /** The version, once the process is ready. */
  async ready(): Promise<string> {
    return (await this.#answer()) as string;
  }

  /** Milliseconds of each of `count` steps. */
  async run(count: number): Promise<number[]> {
    this.#process.stdin!.write(`${count}\n`);
    return (await this.#answer()) as number[];
  }

  stop(): void {
    this.#process.stdin!.end();
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('torch_step.py ended early');
    return JSON.parse(value);
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DICTIONARY_SHA256, STUDY } from './harness.ts';
import type { AgentProcessOptions } from './agent-process.ts';

const SCRIPT = fileURLToPath(new URL('./agent-process.ts', import.meta.url));
const BUILT = fileURLToPath(new URL('../../../../dist/apps/site-agent/src/run-agent.js', import.meta.url));

/** An agent in a process of its own. */
export class KillableAgent {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #said = '';

  constructor(address: string, dataFolder: string, options: Partial<AgentProcessOptions> = {}) {
    if (!existsSync(BUILT)) throw new Error('the agent is not built: npm run build');
    const retry = { initialDelay: 20, maxDelay: 100, giveUpAfter: 20_000 };
    const config = { coordinator: address, study: STUDY, site: 'a', dataFolder, retry, checkpointInterval: 0 };
    const argument = JSON.stringify({ config, dictionarySha256: DICTIONARY_SHA256, ...options });
    this.#child = spawn(process.execPath, ['--no-warnings', SCRIPT, argument], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    }
    this.#closed = once(this.#child, 'close');
  }

  /** All that it has logged. */
  get said(): string {
    return this.#said;
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  /** Its exit code. */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }
}

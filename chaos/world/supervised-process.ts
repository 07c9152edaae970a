import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atExit } from './at-exit.ts';

const MAIN = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));
/** So much of what a process said last is kept for the reader of a violation. */
const TAIL = 4_000;

/** What a process ended with when nobody had killed it. */
export interface Ending {
  readonly name: string;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The code of the error that it named, if it named one. */
  readonly error: string | undefined;
}

export interface ProcessOptions {
  /** For the words. */
  readonly name: string;
  /** Arguments of the command line. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Told when it ends by itself with an error. @returns milliseconds until it is started again, as its operator would; undefined: it stays ended */
  readonly onFailure: (ending: Ending) => number | undefined;
  readonly onOutput: (words: string) => void;
}

/** A process of the command line that is started again whenever it was killed. */
export class SupervisedProcess {
  readonly name: string;
  readonly #options: ProcessOptions;
  #child: ChildProcess | undefined;
  #tail = '';
  #isWanted = false;
  #hasSpoken = false;
  /** Another life begins with each start. */
  #life = 0;
  readonly #finished = Promise.withResolvers<Ending>();
  #isFinished = false;

  constructor(options: ProcessOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Resolves when it has ended by itself and isn't started again. */
  get finished(): Promise<Ending> {
    return this.#finished.promise;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  get isAlive(): boolean {
    return this.#child !== undefined;
  }

  /** Whether it has got so far since its start that it says something. */
  get isAwake(): boolean {
    return this.isAlive && this.#hasSpoken;
  }

  get tail(): string {
    return this.#tail;
  }

  start(): void {
    const { args, environment, logFile, onOutput } = this.#options;
    this.#isWanted = true;
    const life = ++this.#life;
    const child = spawn(process.execPath, [MAIN, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', COHORTLOOM_CHROMIUM: 'none', ...environment },
    });
    this.#child = child;
    this.#hasSpoken = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        const words = chunk.toString();
        if (life === this.#life) this.#hasSpoken = true;
        this.#tail = (this.#tail + words).slice(-TAIL);
        appendFileSync(logFile, words);
        onOutput(words);
      });
    }
    const settle = atExit(() => child.kill('SIGKILL'));
    child.on('exit', settle);
    child.on('close', (exitCode, signal) => {
      appendFileSync(logFile, `--- ended with ${exitCode ?? signal}\n`);
      if (life === this.#life) this.#ended({ exitCode, signal });
    });
  }

  /** kill -9; it stays down until `startLater`. @returns whether there was anything to kill */
  async kill(): Promise<boolean> {
    const child = this.#child;
    this.#life++;
    if (child === undefined) return false;
    this.#child = undefined;
    const closed = new Promise((resolve) => child.once('exit', resolve));
    const isKilled = child.kill('SIGKILL');
    await closed;
    return isKilled;
  }

  /** Starts it again after `delay` ms, unless it has come to its own end. */
  startLater(delay: number): void {
    const life = this.#life;
    void pause(delay).then(() => {
      if (this.#isWanted && life === this.#life && this.#child === undefined) this.start();
    });
  }

  /** Ends it for good. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.#isWanted = false;
    const child = this.#child;
    if (child === undefined) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
    await closed;
    clearTimeout(timer);
  }

  #ended({ exitCode, signal }: Pick<Ending, 'exitCode' | 'signal'>): void {
    this.#child = undefined;
    const error = exitCode === 0 ? undefined : [...this.#tail.matchAll(/^(CL-[A-Z]+-\d{3})/gm)].at(-1)?.[1];
    const ending: Ending = { name: this.name, exitCode, signal, error };
    const delay = exitCode === 0 || !this.#isWanted ? undefined : this.#options.onFailure(ending);
    if (delay !== undefined) this.startLater(delay);
    else {
      this.#isWanted = false;
      this.#isFinished = true;
      this.#finished.resolve(ending);
    }
  }
}

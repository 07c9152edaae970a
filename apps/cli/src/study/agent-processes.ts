import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CohortloomError } from '#errors/cohortloom-error';

export interface AgentProcess {
  readonly site: string;
  readonly configFile: string;
  readonly logFile: string;
}

/** So much of what an agent said last is shown when it fails. */
const TAIL_CHARACTERS = 2_000;
/** How long agents may take to say goodbye before they are told to end, and from then on before they are ended. */
const GOODBYE_MS = 5_000;

/** Site agents as processes of this machine. */
export class AgentProcesses {
  readonly #children = new Map<string, ChildProcess>();
  readonly #failure = Promise.withResolvers<never>();
  readonly #onLost: (error: CohortloomError) => void;
  #dispensable: number;
  #isStopped = false;

  /** @param dispensable so many agents may end with an error before the study can't reach its quorum; told to `onLost` */
  constructor(dispensable: number, onLost: (error: CohortloomError) => void) {
    this.#dispensable = dispensable;
    this.#onLost = onLost;
    this.#failure.promise.catch(() => {});
  }

  /** Rejects with CL-ROUND-005 when an agent that can't be spared ends with an error, or as `fail` was told; never resolves. */
  get failure(): Promise<never> {
    return this.#failure.promise;
  }

  /** Does nothing once the agents were told to stop: a study can fail while its agents are still being started. */
  start({ site, configFile, logFile }: AgentProcess): void {
    if (this.#isStopped) return;
    const main = fileURLToPath(import.meta.resolve('#cli/main'));
    // The pipe closes with this process, however it ends: no agent goes on dialling a coordinator that was killed.
    const child = spawn(process.execPath, [main, 'agent', '--config', configFile, '--while-stdin-is-open'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#children.set(site, child);
    const log = createWriteStream(logFile);
    // What can't be logged stops no study; the end of the agent's words is shown when it fails.
    log.on('error', () => [child.stdout, child.stderr].forEach((output) => output.unpipe(log).resume()));
    let tail = '';
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.stderr.on('data', (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-TAIL_CHARACTERS)));
    child.on('close', (code) => {
      log.end();
      if (code !== 0 && !this.#isStopped) this.#lose(agentFailed(site, logFile, tail));
    });
  }

  #lose(error: CohortloomError): void {
    if (this.#dispensable > 0) {
      this.#dispensable--;
      this.#onLost(error);
    } else this.#failure.reject(error);
  }

  /** An agent could not be started. */
  fail(reason: unknown): void {
    this.#failure.reject(reason);
  }

  /** Waits for every agent to end by itself, or tells it to at once; ends those that don't. */
  async stop(how: 'when-done' | 'at-once'): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#children.values()].map((child) => endChild(child, how)));
  }
}

async function endChild(child: ChildProcess, how: 'when-done' | 'at-once'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  const patience = how === 'at-once' ? 0 : GOODBYE_MS;
  const timers = [
    setTimeout(() => child.kill('SIGTERM'), patience),
    setTimeout(() => child.kill('SIGKILL'), patience + GOODBYE_MS),
  ];
  await closed;
  timers.forEach(clearTimeout);
}

function agentFailed(site: string, logFile: string, tail: string): CohortloomError {
  const said = tail.trim();
  return new CohortloomError('CL-ROUND-005', {
    what: `The agent of site ${site} ended with an error${said ? `:\n\n${indent(said)}\n` : '.'}`,
    where: { site, file: logFile },
    todo: 'Mend what it says and start again.',
  });
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}

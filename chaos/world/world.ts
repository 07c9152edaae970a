import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Meddler } from '../proxy/meddling.ts';
import { Recorder } from '../proxy/recorder.ts';
import { MessageProxy } from '../proxy/message-proxy.ts';
import type { StoreUnderTest } from '../stores/store-under-test.ts';
import { agentConfig, coordinatorConfig, writeConfigFiles } from '../study/config-files.ts';
import type { StudyKind } from '../study/study-kinds.ts';
import { SmallDisk } from './small-disk.ts';
import { freePort } from './free-port.ts';
import { type Ending, SupervisedProcess } from './supervised-process.ts';

export interface WorldOptions {
  readonly kind: StudyKind;
  readonly folder: string;
  readonly tables: string;
  readonly store: StoreUnderTest;
  /** Where Node keeps compiled code, so that processes start quickly. */
  readonly cache: string;
  /** Whether the store gets a disk of its own that can be filled, if there can be one. */
  readonly hasSmallDisk: boolean;
  /** As `ProcessOptions.onFailure`. */
  readonly onFailure: (ending: Ending) => number | undefined;
  /** Told whatever a process says. */
  readonly onOutput: (name: string, words: string) => void;
}

/** How long agents may take to end after their study has, milliseconds. */
const FAREWELL = 5_000;

/** How long processes may take to start, milliseconds. */
const AWAKE_PATIENCE = 20_000;

const CLOCK_PRELOAD = new URL('../preload/jumping-clock.ts', import.meta.url);

/** All processes of one study, and the network between them. */
export class World {
  readonly options: WorldOptions;
  readonly meddler = new Meddler();
  readonly recorder = new Recorder();
  readonly coordinator: SupervisedProcess;
  readonly agents: ReadonlyMap<string, SupervisedProcess>;
  readonly proxy: MessageProxy;
  readonly #port: number;
  /** The disk of the store, where it can be filled. */
  disk: SmallDisk | undefined;

  static async make(options: WorldOptions): Promise<World> {
    const world = new World(options, await freePort());
    await world.proxy.listen();
    const storeFolder = options.store.folder(options.folder);
    if (options.hasSmallDisk && storeFolder !== undefined) world.disk = await SmallDisk.mount(storeFolder);
    await writeConfigFiles(options.kind, {
      folder: options.folder,
      tables: options.tables,
      listen: { host: '127.0.0.1', port: world.#port },
      dialled: world.proxy.address,
      store: options.store.configOf(options.folder),
    });
    return world;
  }

  private constructor(options: WorldOptions, port: number) {
    this.options = options;
    this.#port = port;
    this.meddler.watch(this.recorder.look);
    this.proxy = new MessageProxy(`127.0.0.1:${port}`, this.meddler.meddle);
    const { folder, kind } = options;
    this.coordinator = this.#process('coordinator', ['coordinator', '--config', coordinatorConfig(folder)]);
    this.agents = new Map(
      kind.sites.map((site) => [site, this.#process(site, ['agent', '--config', agentConfig(folder, site)])]),
    );
  }

  /** By how much a process's wall clock is off, milliseconds. */
  clockFile(name: string): string {
    return join(this.options.folder, `${name}.clock`);
  }

  start(): void {
    this.coordinator.start();
    for (const agent of this.agents.values()) agent.start();
  }

  /** Whether all that should run does: agents that heard of the study's end needn't. */
  get isWhole(): boolean {
    return (
      this.coordinator.isAlive && [...this.agents.values()].every(({ isAlive, isFinished }) => isAlive || isFinished)
    );
  }

  /** Waits until every process that should run has got so far that it says something; not for ever on a slow machine. */
  async awake(signal: AbortSignal): Promise<void> {
    const giveUpAt = performance.now() + AWAKE_PATIENCE;
    const all = [this.coordinator, ...this.agents.values()];
    while (!signal.aborted && performance.now() < giveUpAt && !all.every(({ isAwake }) => isAwake)) await pause(20);
  }

  /** After the study's end: agents that heard of it have ended, and the others are told to, as their operators would. */
  async farewell(): Promise<void> {
    const agents = [...this.agents.values()];
    await Promise.race([Promise.all(agents.map(({ finished }) => finished)), pause(FAREWELL)]);
    await Promise.all(agents.map((agent) => agent.end('SIGTERM')));
    this.proxy.close();
  }

  async endAll(): Promise<void> {
    await Promise.all([this.coordinator, ...this.agents.values()].map((each) => each.end('SIGKILL')));
    this.proxy.close();
  }

  /** After the last look at the store. */
  async close(): Promise<void> {
    await this.disk?.unmount();
  }

  #process(name: string, args: readonly string[]): SupervisedProcess {
    const { folder, cache, onFailure, onOutput } = this.options;
    return new SupervisedProcess({
      name,
      args,
      logFile: join(folder, `${name}.log`),
      environment: {
        NODE_COMPILE_CACHE: cache,
        NODE_OPTIONS: `--import=${CLOCK_PRELOAD.href} --no-warnings`,
        CHAOS_CLOCK_FILE: this.clockFile(name),
      },
      onFailure,
      onOutput: (words) => onOutput(name, words),
    });
  }
}

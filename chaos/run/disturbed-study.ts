import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CohortloomError } from '#errors/cohortloom-error';
import type { JournalEntry } from '#storage/ports/round-journal';
import { checkAllClosed, checkJournal } from '../invariants/check-journal.ts';
import { checkLedgers } from '../invariants/check-ledgers.ts';
import { checkRelease } from '../invariants/check-release.ts';
import { checkStatus } from '../invariants/check-status.ts';
import { checkGrowth, checkStore, readJournal } from '../invariants/check-store.ts';
import { ReceiptBook } from '../invariants/receipt-book.ts';
import type { Violation } from '../invariants/violation.ts';
import { Watchdog } from '../invariants/watchdog.ts';
import { FULL_DISK } from '../faults/full-disk.ts';
import { drawStep } from '../plan/draw-step.ts';
import type { FaultKind } from '../plan/fault.ts';
import { RELEASE_FOLDER } from '../study/config-files.ts';
import { STUDY_NAME, type StudyKind } from '../study/study-kinds.ts';
import type { StoreUnderTest } from '../stores/store-under-test.ts';
import { Excuses } from '../world/excuses.ts';
import type { Ending } from '../world/supervised-process.ts';
import { World } from '../world/world.ts';

export interface DisturbedStudyOptions {
  readonly seed: string;
  /** Its number in the campaign: with the seed, all that is drawn. */
  readonly study: number;
  readonly kind: StudyKind;
  readonly store: StoreUnderTest;
  readonly folder: string;
  readonly tables: string;
  readonly cache: string;
  /** Release of an undisturbed run; undefined for that run itself. */
  readonly reference: string | undefined;
  readonly faults: readonly FaultKind[];
  /** Faults at most: then the study runs to its end. */
  readonly steps: number;
  /** How long a study may go without getting further, milliseconds. */
  readonly patience: number;
  /** Told of each fault that can't be here, and why. */
  readonly onMissing: (fault: FaultKind, why: string) => void;
  /** Told of each step. @returns whether to disturb on */
  readonly onStep: (kills: number) => boolean;
}

export interface StudyOutcome {
  readonly kills: number;
  /** What was done, a line each. */
  readonly steps: readonly string[];
  readonly violations: readonly (Violation & { readonly step: number })[];
}

/** An operator looks after a process that ended with an error after so long, milliseconds. */
const OPERATOR = 300;

/** Runs one study from its first agent to its release, disturbs it on the way, and checks what must always hold. */
export class DisturbedStudy {
  readonly #options: DisturbedStudyOptions;
  readonly #world: World;
  readonly #receipts = new ReceiptBook();
  readonly #watchdog: Watchdog;
  readonly #excuses = new Excuses();
  readonly #over = new AbortController();
  readonly #steps: string[] = [];
  readonly #violations: (Violation & { step: number })[] = [];
  #journal: readonly JournalEntry[] = [];
  #kills = 0;

  static async run(options: DisturbedStudyOptions): Promise<StudyOutcome> {
    const study: { current?: DisturbedStudy } = {};
    const world = await World.make({
      ...options,
      hasSmallDisk: options.faults.includes(FULL_DISK),
      onFailure: (ending) => study.current?.onFailure(ending),
      onOutput: (name) => study.current?.onOutput(name),
    });
    study.current = new DisturbedStudy(options, world);
    return study.current.run();
  }

  private constructor(options: DisturbedStudyOptions, world: World) {
    this.#options = options;
    this.#world = world;
    this.#watchdog = new Watchdog(options.patience);
    world.meddler.watch(this.#receipts.look);
    world.meddler.watch(this.#watchdog.look);
  }

  onFailure(ending: Ending): number | undefined {
    if (this.#excuses.covers(ending)) return OPERATOR;
    const { name, exitCode, signal, error } = ending;
    this.#note([
      { invariant: 'no process ends by itself', found: `${name} ended with ${exitCode ?? signal} ${error}` },
    ]);
    this.#over.abort();
    return undefined;
  }

  onOutput(name: string): void {
    if (name === 'coordinator') this.#watchdog.advanced();
  }

  async run(): Promise<StudyOutcome> {
    const { coordinator } = this.#world;
    void coordinator.finished.then(() => this.#over.abort());
    this.#world.start();
    const watching = this.#watch();
    await this.#disturb();
    this.#world.meddler.clear();
    await watching;
    if (this.#violations.length > 0) await this.#world.endAll();
    else await this.#world.farewell();
    await this.#checkEnd();
    await this.#world.close();
    return { kills: this.#kills, steps: this.#steps, violations: this.#violations };
  }

  async #disturb(): Promise<void> {
    const { seed, study, steps, onStep } = this.#options;
    const { signal } = this.#over;
    const faults = await this.#possible();
    for (let number = 0; number < steps && !signal.aborted; number++) {
      const { isPatient, moment, fault } = drawStep(seed, study, number, faults, this.#world);
      if (isPatient) await this.#world.awake(signal);
      await moment.wait(this.#world, signal);
      if (signal.aborted) return;
      this.#steps.push(`${number}: ${moment.words}: ${fault.words}`);
      const kills = await fault.apply({ world: this.#world, excuses: this.#excuses, signal });
      this.#kills += kills;
      this.#watchdog.advanced();
      if (kills > 0) await this.#checkNow();
      if (!onStep(kills)) return;
    }
  }

  async #possible(): Promise<readonly FaultKind[]> {
    const possible: FaultKind[] = [];
    for (const fault of this.#options.faults) {
      const why = await fault.missing?.(this.#world);
      if (why === undefined) possible.push(fault);
      else this.#options.onMissing(fault, why);
    }
    return possible;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await pause(250, undefined, { signal }).catch(() => undefined);
      if (!this.#world.isWhole) this.#watchdog.advanced();
      else if (this.#world.coordinator.isAwake && this.#watchdog.isDue) await this.#checkWait();
      else if (this.#watchdog.isHanging) {
        const seconds = Math.round(this.#watchdog.idleFor / 1000);
        const said = this.#world.coordinator.tail.trimEnd().split('\n').at(-1);
        this.#note([
          {
            invariant: 'no study hangs',
            found: `nothing got further for ${seconds} s; the coordinator said last: ${said}`,
          },
        ]);
        this.#over.abort();
      }
    }
  }

  async #checkWait(): Promise<void> {
    const seconds = Math.round(this.#watchdog.idleFor / 1000);
    await this.#withStore(async (_, stores) => this.#note(await checkStatus(stores, STUDY_NAME, seconds)));
  }

  /** What must hold at any moment, of what was acknowledged before. */
  async #checkNow(): Promise<void> {
    const acknowledged = this.#receipts.acknowledged;
    await this.#withStore(async (entries) => this.#note(checkJournal(entries, acknowledged)));
  }

  async #checkEnd(): Promise<void> {
    const { folder, kind, reference } = this.#options;
    this.#note(this.#receipts.violations);
    await this.#checkNow();
    if (this.#violations.length > 0) return;
    await this.#withStore(async (entries, stores) => {
      this.#note([...checkAllClosed(entries), ...(await checkStore(stores, entries))]);
    });
    this.#note(await checkLedgers(folder, kind.sites, this.#receipts));
    if (reference !== undefined) this.#note(await checkRelease(join(folder, RELEASE_FOLDER), reference));
  }

  async #withStore(
    check: (entries: readonly JournalEntry[], stores: Awaited<ReturnType<StoreUnderTest['open']>>) => Promise<void>,
  ): Promise<void> {
    const { store, folder } = this.#options;
    try {
      const stores = await store.open(folder);
      try {
        const entries = await readJournal(stores, STUDY_NAME);
        this.#note(checkGrowth(this.#journal, entries));
        this.#journal = entries;
        await check(entries, stores);
      } finally {
        await stores.close();
      }
    } catch (error) {
      this.#note([{ invariant: 'the store can always be read', found: String(CohortloomError.from(error).message) }]);
    }
  }

  #note(violations: readonly Violation[]): void {
    this.#violations.push(...violations.map((violation) => ({ ...violation, step: this.#steps.length - 1 })));
    if (violations.length > 0) this.#over.abort();
  }
}

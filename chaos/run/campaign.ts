import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChaosOptions } from '../options.ts';
import type { FaultKind } from '../plan/fault.ts';
import { EMBEDDED } from '../stores/embedded-under-test.ts';
import { RELEASE_FOLDER } from '../study/config-files.ts';
import { writeSmallTables } from '../study/small-tables.ts';
import { STUDY_KINDS, type StudyKind } from '../study/study-kinds.ts';
import { DisturbedStudy, type StudyOutcome } from './disturbed-study.ts';
import type { ProgressBar } from './progress-bar.ts';

/** Faults in one study at most. */
const STEPS = 24;

export interface CampaignResult {
  readonly kills: number;
  readonly studies: number;
  /** Studies with a violation. */
  readonly broken: number;
}

/** Disturbs one study after the other until enough processes were killed. */
export class Campaign {
  readonly #options: ChaosOptions;
  readonly #bar: ProgressBar;
  readonly #print: (words: string) => void;
  readonly #references = new Map<string, string>();
  readonly #skipped = new Set<string>();
  #folder = '';
  #kills = 0;

  constructor(options: ChaosOptions, bar: ProgressBar, print: (words: string) => void) {
    this.#options = options;
    this.#bar = bar;
    this.#print = print;
  }

  async run(): Promise<CampaignResult> {
    const { store, kills, study } = this.#options;
    this.#folder = await mkdtemp(join(tmpdir(), 'cohortloom-chaos-'));
    await writeSmallTables(this.#tables, ['a', 'b', 'c', 'd']);
    await store.start();
    let [studies, broken] = [0, 0];
    try {
      for (let number = study ?? 0; this.#kills < kills && (study === undefined || studies === 0); number++) {
        const outcome = await this.#study(number);
        studies++;
        if (outcome.violations.length > 0) broken++;
      }
    } finally {
      await store.stop();
    }
    if (broken === 0) await rm(this.#folder, { recursive: true, force: true });
    return { kills: this.#kills, studies, broken };
  }

  async #study(number: number): Promise<StudyOutcome> {
    const kind = STUDY_KINDS[number % STUDY_KINDS.length];
    const folder = join(this.#folder, `study-${number}`);
    const { kills, faults, study } = this.#options;
    const outcome = await DisturbedStudy.run({
      ...this.#common(number, kind, folder),
      store: this.#options.store,
      reference: await this.#reference(kind),
      faults,
      steps: STEPS,
      onStep: (killed) => {
        this.#kills += killed;
        this.#bar.update(this.#kills);
        return study !== undefined || this.#kills < kills;
      },
    });
    if (outcome.violations.length === 0) await rm(folder, { recursive: true, force: true });
    else this.#report(number, folder, outcome);
    return outcome;
  }

  /** The release of the same study that nobody disturbs. */
  async #reference(kind: StudyKind): Promise<string> {
    const known = this.#references.get(kind.name);
    if (known !== undefined) return known;
    const folder = join(this.#folder, `undisturbed-${kind.name}`);
    const common = this.#common(-1, kind, folder);
    const outcome = await DisturbedStudy.run({
      ...common,
      store: EMBEDDED,
      reference: undefined,
      faults: [],
      steps: 0,
      onStep: () => false,
    });
    if (outcome.violations.length > 0) throw new Error(`An undisturbed study failed: ${outcome.violations[0].found}`);
    this.#references.set(kind.name, join(folder, RELEASE_FOLDER));
    return join(folder, RELEASE_FOLDER);
  }

  #common(study: number, kind: StudyKind, folder: string) {
    const { seed, patience } = this.#options;
    const cache = join(this.#folder, 'compiled');
    const onMissing = (fault: FaultKind, why: string) => this.#skip(`${fault.name} is left out: ${why}.`);
    return { seed, study, kind, folder, tables: this.#tables, cache, patience: 1000 * patience, onMissing };
  }

  /** Said once. */
  #skip(words: string): void {
    if (this.#skipped.has(words)) return;
    this.#skipped.add(words);
    this.#print(words);
  }

  get #tables(): string {
    return join(this.#folder, 'tables');
  }

  #report(number: number, folder: string, { violations, steps }: StudyOutcome): void {
    const { seed, store } = this.#options;
    for (const { invariant, found, step } of violations) {
      this.#print(`VIOLATION in study ${number}, step ${step}: ${invariant}: ${found}`);
    }
    this.#print(`  what was done:\n${steps.map((line) => `    ${line}`).join('\n')}`);
    this.#print(`  logs: ${folder}`);
    this.#print(`  again: npm run chaos -- --store ${store.name} --seed ${seed} --study ${number}`);
  }
}

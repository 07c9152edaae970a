import { Presets, SingleBar } from 'cli-progress';
import type { StudyObserver } from '#study/observer';
import type { StudyStage } from '#study/stage';

const STAGE_WORDS: Record<StudyStage, string> = {
  enrolling: 'Waiting for sites',
  profiling: 'Profiling',
  training: 'Training',
  sampling: 'Sampling',
  assessing: 'Assessing',
  releasing: 'Writing',
};

/** `Training sequential-trees, 2 of 3` in a study of several models. */
function wordsFor(stage: StudyStage, model: string | undefined): string {
  return model === undefined ? STAGE_WORDS[stage] : `${STAGE_WORDS[stage]} ${model}`;
}

/** An estimate says nothing of the models that follow: each has a pace of its own. */
function ofModel(model: string | undefined): string {
  return model === undefined ? '' : ' for this model';
}

/** Where a plain log gets a line: at the start, at each tenth, and at the end. */
const LOG_STEPS = 10;

/** The clock and the stream that a view needs. */
export interface ProgressOutput {
  readonly stream: NodeJS.WriteStream;
  now(): number;
}

export interface ProgressView extends StudyObserver {
  close(): void;
}

/** A bar with an estimate on a terminal, sparse lines where the output is a file or a pipe. */
export function createProgressView(output: ProgressOutput): ProgressView {
  return output.stream.isTTY ? new BarView(output) : createLogView(output);
}

/** Sparse lines wherever the output goes, for processes that log. */
export function createLogView(output: ProgressOutput): ProgressView {
  return new LineView(output);
}

class BarView implements StudyObserver {
  readonly #output: ProgressOutput;
  #bar: SingleBar | undefined;

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  stageStarted(stage: StudyStage, total: number, model?: string): void {
    this.close();
    // Of a single step nothing tells how long it takes.
    const left = total > 1 ? ', {eta_formatted} left' : '';
    this.#bar = new SingleBar(
      {
        stream: this.#output.stream,
        format: `  ${wordsFor(stage, model).padEnd(18)} {bar} {value}/{total}  {duration_formatted} gone${left}`,
        hideCursor: true,
        // A line of 80 columns holds the longest name and the estimate.
        barsize: model === undefined ? 24 : 10,
        etaBuffer: 20,
      },
      Presets.shades_classic,
    );
    this.#bar.start(Math.max(total, 1), 0);
  }

  stageAdvanced(_stage: StudyStage, done: number, total: number): void {
    this.#bar?.setTotal(Math.max(total, 1));
    this.#bar?.update(done);
  }

  noted(what: string): void {
    this.close();
    this.#output.stream.write(`  ${what}\n`);
  }

  close(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}

class LineView implements StudyObserver {
  readonly #output: ProgressOutput;
  #startedAt = 0;
  #lastTenth = 0;
  #words = '';
  #of = '';

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  stageStarted(stage: StudyStage, _total: number, model?: string): void {
    this.#words = wordsFor(stage, model);
    this.#of = ofModel(model);
    this.#startedAt = this.#output.now();
    this.#lastTenth = 0;
    this.#write(this.#words);
  }

  stageAdvanced(stage: StudyStage, done: number, total: number): void {
    const tenth = Math.floor((LOG_STEPS * done) / Math.max(total, 1));
    if (tenth <= this.#lastTenth) return;
    this.#lastTenth = tenth;
    const estimate = stage === 'enrolling' ? '' : this.#estimate(done, total);
    this.#write(`${this.#words}: ${done} of ${total}${estimate}`);
  }

  noted(what: string): void {
    this.#write(what);
  }

  close(): void {}

  #estimate(done: number, total: number): string {
    if (done >= total) return '';
    const left = ((this.#output.now() - this.#startedAt) / done) * (total - done);
    return `, about ${Math.ceil(left / 1000)} s left${this.#of}`;
  }

  #write(line: string): void {
    this.#output.stream.write(`  ${line}\n`);
  }
}

import { Presets, SingleBar } from 'cli-progress';
import type { MaintenanceProgress } from '#storage/maintenance';

const STEP_WORDS: Record<MaintenanceProgress['step'], string> = { journal: 'Journals', blobs: 'Contributions' };
const MEGABYTE = 1e6;

/** Shows how far work on a store has come: a bar per step on a terminal, a line per step elsewhere. */
export class MaintenanceView {
  readonly #stream: NodeJS.WriteStream;
  #step: MaintenanceProgress['step'] | undefined;
  #bar: SingleBar | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show({ step, done, total }: MaintenanceProgress): void {
    if (step !== this.#step) this.#start(step, total);
    this.#bar?.update(inUnits(step, done));
  }

  close(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#step = undefined;
  }

  #start(step: MaintenanceProgress['step'], total: number): void {
    this.close();
    this.#step = step;
    if (total === 0) return;
    const unit = step === 'blobs' ? 'MB' : 'entries';
    if (!this.#stream.isTTY) {
      this.#stream.write(`  ${STEP_WORDS[step]}: ${inUnits(step, total)} ${unit}\n`);
      return;
    }
    const format = `  ${STEP_WORDS[step].padEnd(14)} {bar} {value}/{total} ${unit}, {eta_formatted} left`;
    const options = { stream: this.#stream, format, hideCursor: true, barsize: 24 };
    this.#bar = new SingleBar(options, Presets.shades_classic);
    this.#bar.start(inUnits(step, total), 0);
  }
}

function inUnits(step: MaintenanceProgress['step'], amount: number): number {
  return step === 'blobs' ? Math.ceil(amount / MEGABYTE) : amount;
}

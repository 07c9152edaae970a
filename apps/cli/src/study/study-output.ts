import { type Release, removeRelease } from '#study/release/release-study';

/** The folder that a study is released into, until it is certain that it is. */
export class StudyOutput {
  readonly #folder: string;
  #writing: Promise<unknown> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** To be given the writing of the release. */
  release(writing: Promise<Release>): Promise<Release> {
    this.#writing = writing.catch(() => undefined);
    return writing;
  }

  /** Of a study that was withdrawn: takes the release out again, once it is written. What was there before stays if none is. */
  async retract(): Promise<void> {
    if (this.#writing === undefined) return;
    await this.#writing;
    await removeRelease(this.#folder);
  }
}

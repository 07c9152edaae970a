import { type FileHandle, open } from 'node:fs/promises';
import type { LoggerService } from '@nestjs/common';
import { CohortloomError } from '#errors/cohortloom-error';

/** A log file, where a progress bar has the terminal. */
export class FileLogger implements LoggerService {
  readonly #file: FileHandle;
  #pending: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Throws CL-IO-002. */
  static async open(path: string): Promise<FileLogger> {
    try {
      return new FileLogger(await open(path, 'w'));
    } catch (cause) {
      throw new CohortloomError('CL-IO-002', {
        what: 'The log cannot be written.',
        where: { file: path },
        todo: 'Move away what is in its place, or choose another folder.',
        cause,
      });
    }
  }

  log(message: unknown): void {
    this.#write('INFO', message);
  }

  warn(message: unknown): void {
    this.#write('WARN', message);
  }

  error(message: unknown): void {
    this.#write('ERROR', message);
  }

  async close(): Promise<void> {
    await this.#pending;
    await this.#file.close();
  }

  #write(level: string, message: unknown): void {
    const line = `${new Date().toISOString()} ${level} ${String(message)}\n`;
    this.#pending = this.#pending.then(() => this.#file.write(line)).catch(() => {});
  }
}

import { uploadTooLong } from './blob-errors.ts';
import type { BlobRef, BlobUpload } from './ports/blob-store.ts';

/** The upload of a blob that is there already. */
export class FinishedUpload implements BlobUpload {
  readonly offset: number;
  readonly #ref: BlobRef;

  constructor(ref: BlobRef) {
    this.#ref = ref;
    this.offset = ref.size;
  }

  async append(): Promise<void> {
    throw uploadTooLong();
  }

  async commit(): Promise<BlobRef> {
    return this.#ref;
  }

  async suspend(): Promise<void> {}

  async discard(): Promise<void> {}
}

import type { EngineAssignment } from '#federation/rounds/ports';
import type { SlotId } from '#protocol/messages/slot';
import { BufferPool } from './buffer-pool.ts';
import { SiteUpload, type UploadResources } from './site-upload.ts';
import { UploadBudget } from './upload-budget.ts';

/** The contributions that are expected or arriving, one per site. */
export class UploadDesk {
  readonly #uploads = new Map<string, SiteUpload>();
  readonly #resources: UploadResources;

  /** @param stagingBytes bounds the memory of contributions that are arriving */
  constructor(stagingBytes: number) {
    this.#resources = { budget: new UploadBudget(stagingBytes), pool: new BufferPool(stagingBytes) };
  }

  /**
   * A site is about to get this assignment; what it already sent of it is kept.
   * @returns whether it may send its contribution without asking
   */
  expect(site: string, assignment: EngineAssignment): boolean {
    const slot = { round: assignment.round, exchange: assignment.exchange };
    if (!this.#uploads.get(site)?.isFor(slot)) {
      this.#uploads.get(site)?.discard();
      this.#uploads.set(site, new SiteUpload(site, slot, assignment.manyExchanges, this.#resources));
    }
    return this.#uploads.get(site)?.reserveAhead(assignment.layout) ?? false;
  }

  /** The site's upload if it is for this slot. */
  find(site: string, slot: SlotId | undefined): SiteUpload | undefined {
    const upload = this.#uploads.get(site);
    return upload?.isFor(slot) ? upload : undefined;
  }

  /** Nothing more is wanted of this site for this slot. */
  cancel(site: string, slot: SlotId): void {
    const upload = this.find(site, slot);
    if (upload !== undefined) this.#remove(upload);
    upload?.discard();
  }

  /** The contribution is added, or refused for good. */
  settle(upload: SiteUpload): void {
    this.#remove(upload);
    upload.settle();
  }

  #remove(upload: SiteUpload): void {
    if (this.#uploads.get(upload.site) === upload) this.#uploads.delete(upload.site);
  }

  /** The site's connection is lost. */
  suspend(site: string): void {
    this.#uploads.get(site)?.suspend();
  }
}

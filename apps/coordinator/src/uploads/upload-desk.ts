import type { EngineAssignment } from '#federation/rounds/ports';
import type { SlotId } from '#protocol/messages/slot';
import type { BlobStore } from '#storage/ports/blob-store';
import type { ArrivingContribution } from './arriving-contribution.ts';
import { BufferPool } from './buffer-pool.ts';
import { SiteUpload, type UploadResources } from './site-upload.ts';
import { StoredUpload, type StoreResources } from './stored-upload.ts';
import { UploadBudget } from './upload-budget.ts';
import { UploadTurns } from './upload-turns.ts';

/** The contributions that are expected or arriving, one per site. */
export class UploadDesk {
  readonly #uploads = new Map<string, ArrivingContribution>();
  readonly #resources: UploadResources;
  readonly #store: StoreResources | undefined;

  /**
   * @param stagingBytes bounds the memory of contributions that are arriving
   * @param blobs where the engine keeps contributions; if that is durable, they arrive there
   */
  constructor(stagingBytes: number, blobs?: BlobStore) {
    const budget = new UploadBudget(stagingBytes);
    this.#resources = { budget, pool: new BufferPool(stagingBytes) };
    this.#store = blobs?.isDurable ? { blobs, budget, turns: new UploadTurns() } : undefined;
  }

  /**
   * A site is about to get this assignment; what it already sent of it is kept.
   * @returns whether it may send its contribution without asking
   */
  expect(site: string, assignment: EngineAssignment): boolean {
    const slot = { round: assignment.round, exchange: assignment.exchange };
    if (!this.#uploads.get(site)?.isFor(slot)) {
      this.#uploads.get(site)?.discard();
      this.#uploads.set(site, this.#newUpload(site, slot, assignment.manyExchanges));
    }
    return this.#uploads.get(site)?.reserveAhead(assignment.layout) ?? false;
  }

  #newUpload(site: string, slot: SlotId, manyExchanges: boolean): ArrivingContribution {
    if (this.#store === undefined || manyExchanges) return new SiteUpload(site, slot, manyExchanges, this.#resources);
    return new StoredUpload(site, slot, this.#store);
  }

  /** The site's upload if it is for this slot. */
  find(site: string, slot: SlotId | undefined): ArrivingContribution | undefined {
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
  settle(upload: ArrivingContribution): void {
    this.#remove(upload);
    upload.settle();
  }

  #remove(upload: ArrivingContribution): void {
    if (this.#uploads.get(upload.site) === upload) this.#uploads.delete(upload.site);
  }

  /** The site's connection is lost. */
  suspend(site: string): void {
    this.#uploads.get(site)?.suspend();
  }
}

import { MemoryBlobStore } from '#storage/memory/memory-blob-store';
import { MemoryRoundJournal } from '#storage/memory/memory-round-journal';

/** Stores that outlive a coordinator of this process, as those on a disk outlive its process. */
class SurvivingBlobStore extends MemoryBlobStore {
  override readonly isDurable = true;
}

export function survivingStores() {
  return { journal: new MemoryRoundJournal(), blobs: new SurvivingBlobStore() };
}

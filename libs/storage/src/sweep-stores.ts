import { type BlobNeeds, type MaintenanceOptions, StepReport } from './maintenance.ts';
import type { Swept } from './ports/blob-store.ts';
import type { JournalEntry } from './ports/round-journal.ts';
import type { Stores } from './ports/stores.ts';

/**
 * Removes blobs that no study needs and that nobody has stored for `olderThan` ms, and abandoned uploads of that age. A
 * coordinator may run meanwhile if a contribution takes less than that from being stored to being journaled.
 * @throws CL-IO-004 when a journal or study can't be read: then nothing is removed
 */
export async function sweepStores(
  { studies, journal, blobs }: Stores,
  needs: BlobNeeds,
  olderThan: number,
  options: MaintenanceOptions = {},
): Promise<Swept> {
  const lengths = await journal.lengths();
  const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  const report = new StepReport('sweep', 'journal', total, options);
  const needed = new Set<string>();
  for (const study of lengths.keys()) {
    const entries: JournalEntry[] = [];
    for await (const entry of journal.read(study)) {
      entries.push(entry);
      report.advance(1);
    }
    for (const sha256 of needs(await studies.get(study), entries)) needed.add(sha256);
  }
  return blobs.sweep(needed, olderThan);
}

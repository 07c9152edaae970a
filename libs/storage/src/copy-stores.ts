import { randomUUID } from 'node:crypto';
import { CohortloomError } from '#errors/cohortloom-error';
import { BlobCopier } from './blob-copier.ts';
import { type BlobNeeds, type MaintenanceOptions, StepReport } from './maintenance.ts';
import { otherHistory, sameStore, studyIsLed } from './maintenance-errors.ts';
import type { Fence } from './ports/lease-store.ts';
import type { JournalEntry } from './ports/round-journal.ts';
import type { Stores } from './ports/stores.ts';
import type { StudyRecord } from './ports/study-store.ts';

const BATCH = 500;
/** How long a coordinator that is started on the copy stands by, should this process die, milliseconds. */
const LEASE_TTL = 60_000;

/** What a copy has brought over; what was there already, and whole, doesn't count. */
export interface Copied {
  readonly studies: number;
  readonly entries: number;
  readonly blobs: number;
  readonly bytes: number;
  /** Blobs that were left out: they are damaged where they should come from, and no study needs them. */
  readonly damaged: number;
}

/** What there is of studies at one moment. */
interface Stock {
  readonly records: readonly StudyRecord[];
  readonly lengths: ReadonlyMap<string, number>;
}

/**
 * Copies every study of a store into another, of any kind: blobs before the journal that refers to them, records last,
 * so what is copied is consistent at any moment, also while a coordinator goes on in `from`. Interrupted, it goes on
 * where it was when it is run again. Blobs are checked against their hashes, those of an earlier copy too, which are
 * replaced when they are damaged; journals are read back and compared. Leases aren't copied.
 * @throws CL-CONF-001 when `to` is `from`, or has another or a later history of a study, CL-CONF-007 or CL-ROUND-007 when a coordinator
 * runs it there, CL-IO-004 when something that a study needs is damaged in `from`, CL-ROUND-006 when it is stopped
 */
export async function copyStores(
  from: Stores,
  to: Stores,
  needs: BlobNeeds,
  options: MaintenanceOptions = {},
): Promise<Copied> {
  if (from.identity === to.identity) throw sameStore(to.name);
  const first = await takeStock(from);
  for (const study of studiesOf(first)) await requireCopyable(from, to, study, first.lengths.get(study) ?? 0);
  const blobs = new BlobCopier(from, to);
  await blobs.copyAll(options);
  const { records, lengths } = await stockWithBlobs(from, needs, blobs, options);
  const studies = studiesOf({ records, lengths });
  const known = studiesOf(first);
  for (const study of studies) {
    if (!known.has(study)) await requireCopyable(from, to, study, lengths.get(study) ?? 0);
  }
  const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  const report = new StepReport('copy', 'journal', total, options);
  let entries = 0;
  for (const [study, length] of lengths) entries += await copyJournal(from, to, study, length, report);
  for (const record of records) await to.studies.adopt(record);
  return { studies: studies.size, entries, ...blobs.moved, damaged: blobs.damaged };
}

/** Records first: a journal may be ahead of its study's record, never behind. What comes later isn't this copy's. */
async function takeStock({ studies, journal }: Stores): Promise<Stock> {
  return { records: await studies.list(), lengths: await journal.lengths() };
}

function studiesOf({ records, lengths }: Stock): ReadonlySet<string> {
  return new Set([...records.map(({ id }) => id), ...lengths.keys()]);
}

async function requireCopyable(from: Stores, to: Stores, study: string, length: number): Promise<void> {
  if ((await to.leases.current(study)) !== undefined) throw studyIsLed(study, to.name);
  await requireSameBeginning(from, to, study, length);
}

/**
 * The stock whose blobs are all copied. A coordinator that goes on lets go of what an earlier end of its journal needs: then
 * the later end is taken. What is lost although nothing has come since can't be copied: a check finds it in either store.
 */
async function stockWithBlobs(
  from: Stores,
  needs: BlobNeeds,
  blobs: BlobCopier,
  { signal }: MaintenanceOptions,
): Promise<Stock> {
  for (;;) {
    const stock = await takeStock(from);
    const lost = await blobs.copyNeeded(await neededBy(from, needs, stock), signal);
    if (lost === 0 || isSameStock(stock, await takeStock(from))) return stock;
  }
}

function isSameStock(a: Stock, b: Stock): boolean {
  const textOfStock = ({ records, lengths }: Stock) =>
    JSON.stringify([records.map(({ id, revision }) => [id, revision]), [...lengths]]);
  return textOfStock(a) === textOfStock(b);
}

async function neededBy({ journal }: Stores, needs: BlobNeeds, stock: Stock): Promise<ReadonlySet<string>> {
  const needed = new Set<string>();
  for (const [study, length] of stock.lengths) {
    const entries: JournalEntry[] = [];
    for await (const entry of journal.read(study)) if (entries.length < length) entries.push(entry);
    const record = stock.records.find(({ id }) => id === study);
    for (const sha256 of neededOr([], () => needs(record, entries))) needed.add(sha256);
  }
  return needed;
}

/** A journal that this release can't make sense of is copied as it is, with all blobs that are there. */
function neededOr(otherwise: Iterable<string>, needed: () => Iterable<string>): Iterable<string> {
  try {
    return needed();
  } catch (error) {
    if (CohortloomError.from(error).code === 'CL-IO-004') return otherwise;
    throw error;
  }
}

/** How many entries were appended. */
async function copyJournal(
  from: Stores,
  to: Stores,
  study: string,
  length: number,
  report: StepReport,
): Promise<number> {
  const held = await lengthOf(to, study);
  report.advance(Math.min(held, length));
  if (held < length) {
    await whileNobodyLeads(to, study, async (fence) => {
      for await (const batch of batches(from.journal.read(study, held), length - held)) {
        await to.journal.appendAll(study, batch, fence);
        report.advance(batch.length);
      }
    });
  }
  if (!(await isSame(from, to, study, { start: held, end: length }))) throw otherHistory(study, to.name);
  return Math.max(length - held, 0);
}

/** A coordinator that takes the study meanwhile keeps the rest of the copy from being written. */
async function whileNobodyLeads(
  { leases, name }: Stores,
  study: string,
  action: (fence: Fence) => Promise<void>,
): Promise<void> {
  const lease = await leases.acquire(study, `store copy ${randomUUID()}`, LEASE_TTL);
  if (lease === undefined) throw studyIsLed(study, name);
  try {
    await action(lease);
  } finally {
    await leases.release(lease);
  }
}

/** What `to` has of a study must be a beginning of what is copied. */
async function requireSameBeginning(from: Stores, to: Stores, study: string, length: number): Promise<void> {
  const held = await lengthOf(to, study);
  if (held > length || !(await isSame(from, to, study, { start: 0, end: held }))) throw otherHistory(study, to.name);
}

async function lengthOf({ journal }: Stores, study: string): Promise<number> {
  return (await journal.lengths()).get(study) ?? 0;
}

async function isSame(
  from: Stores,
  to: Stores,
  study: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<boolean> {
  if (end <= start) return true;
  const others = to.journal.read(study, start)[Symbol.asyncIterator]();
  let count = start;
  for await (const entry of from.journal.read(study, start)) {
    const other = await others.next();
    if (other.done || textOf(other.value) !== textOf(entry)) return false;
    if (++count === end) return true;
  }
  return false;
}

function textOf({ sequence, key, type, at, data }: JournalEntry): string {
  return JSON.stringify([sequence, key, type, at, data]);
}

async function* batches(entries: AsyncIterable<JournalEntry>, count: number): AsyncIterable<JournalEntry[]> {
  let batch: JournalEntry[] = [];
  let left = count;
  if (left <= 0) return;
  for await (const entry of entries) {
    batch.push(entry);
    left--;
    if (batch.length === BATCH || left === 0) {
      yield batch;
      batch = [];
    }
    if (left === 0) return;
  }
}

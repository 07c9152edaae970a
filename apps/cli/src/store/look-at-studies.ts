import { processName } from '#coordinator/lead/while-leading';
import { SYSTEM_CLOCK } from '#federation/rounds/system-clock';
import type { JournalEntry } from '#storage/ports/round-journal';
import type { Stores } from '#storage/ports/stores';
import type { StudyRecord } from '#storage/ports/study-store';
import { sentenceOf } from '#study/life/history-sentences';
import { notAnswered } from '#study/life/life-errors';
import { recordOf, requestChange } from '#study/life/request-change';
import { readDocument, type StudyRequest } from '#study/life/study-document';
import { summarizeStudy } from '#study/life/study-summary';
import { parseReason } from '#study/life/withdrawal-reason';
import { withStore } from './with-store.ts';
import { describeStudy, type ListedStudy, listOfStudies, moment, stateSentence } from './study-view.ts';

/** All studies of a store. */
export function listStudies(store: string): Promise<void> {
  return inStore(store, printList);
}

/** Where a study stands. Throws what `recordOf` throws. */
export function showStudy(store: string, id: string): Promise<void> {
  return inStore(store, (stores) => printStudy(stores, id));
}

/** What happened in a study; with `json` a line of JSON for each entry of its journal. */
export function showHistory(store: string, id: string, json: boolean): Promise<void> {
  return inStore(store, (stores) => printHistory(stores, id, json));
}

/**
 * Pauses, resumes or withdraws a study, or asks the coordinator that leads it to. Throws what `parseReason` and
 * `requestChange` throw, and CL-ROUND-009.
 */
export async function changeStudy(store: string, id: string, request: StudyRequest): Promise<void> {
  const fit = request.type === 'withdraw' ? { ...request, reason: parseReason(request.reason) } : request;
  await inStore(store, (stores) => change(stores, id, fit));
}

/** A store that isn't there isn't made by looking for it. */
function inStore(url: string, action: (stores: Stores) => Promise<void>): Promise<void> {
  return withStore(url, { mustExist: true }, action);
}

async function printList(stores: Stores): Promise<void> {
  const studies: ListedStudy[] = [];
  for (const record of await stores.studies.list()) studies.push(await listed(stores, record));
  print(listOfStudies(studies));
}

async function printStudy(stores: Stores, id: string): Promise<void> {
  const record = await recordOf(stores, id);
  print(describeStudy(await listed(stores, record), summarizeStudy(await entriesOf(stores, id), sitesOf(record))));
}

async function printHistory(stores: Stores, id: string, json: boolean): Promise<void> {
  await recordOf(stores, id);
  for await (const entry of stores.journal.read(id)) {
    print(json ? JSON.stringify(entry) : `${moment(entry.at)}  ${sentenceOf(entry)}`);
  }
}

async function change(stores: Stores, id: string, request: StudyRequest): Promise<void> {
  const onWait = (leader: string, patience: number) =>
    process.stderr.write(
      `Waiting for the coordinator ${leader} (${Math.ceil(patience / 1_000)} s at most): if it has died, its lease has to run out first.\n`,
    );
  const options = { holder: processName(), now: () => SYSTEM_CLOCK.now(), onWait };
  const { state, leader, done } = await requestChange(stores, id, request, options);
  if (!done) throw notAnswered(id, request, leader);
  print(`The study ${id} is ${stateSentence(state)}.`);
}

async function listed({ leases }: Stores, record: StudyRecord): Promise<ListedStudy> {
  const document = readDocument(record);
  return { id: record.id, document, siteCount: sitesOf(record).length, lease: await leases.current(record.id) };
}

function sitesOf({ declaration }: StudyRecord): readonly string[] {
  const { sites } = Object(declaration) as { sites?: unknown };
  return Array.isArray(sites) ? sites.filter((site) => typeof site === 'string') : [];
}

async function entriesOf({ journal }: Stores, id: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(id)) entries.push(entry);
  return entries;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

import { type Command, Option } from 'commander';
import { processName } from '#coordinator/lead/while-leading';
import { SYSTEM_CLOCK } from '#federation/rounds/system-clock';
import type { JournalEntry } from '#storage/ports/round-journal';
import type { Stores } from '#storage/ports/stores';
import type { StudyRecord } from '#storage/ports/study-store';
import { sentenceOf } from '#study/life/history-sentences';
import { recordOf, requestChange } from '#study/life/request-change';
import { readDocument, type StudyRequest } from '#study/life/study-document';
import { summarizeStudy } from '#study/life/study-summary';
import type { CommandContext } from '../run-program.ts';
import { STORE_VARIABLE } from '../store/store-url.ts';
import { withStore } from '../store/with-store.ts';
import { describeStudy, type ListedStudy, listOfStudies, moment, stateSentence } from '../store/study-view.ts';

/** How long the coordinator may take to do what it is asked for before the command ends without its answer, milliseconds. */
const PATIENCE = 5_000;

interface StoreOption {
  readonly store: string;
}

export function addStudyCommand(program: Command, _context: CommandContext): void {
  const study = program.command('study').description('look at studies in a store, and pause, resume or withdraw them');
  addTo(study, 'list', 'all studies of the store').action(({ store }: StoreOption) => inStore(store, printList));
  addTo(study, 'show <study>', 'where a study stands, what it waits for, what each site has disclosed').action(
    (id: string, { store }: StoreOption) => inStore(store, (stores) => printStudy(stores, id)),
  );
  addTo(study, 'history <study>', 'what happened, in order')
    .option('--json', 'as JSON lines, for machines', false)
    .action((id: string, { store, json }: StoreOption & { json: boolean }) =>
      inStore(store, (stores) => printHistory(stores, id, json)),
    );
  addTo(study, 'pause <study>', 'open no further round; the open one may finish').action(changeBy({ type: 'pause' }));
  addTo(study, 'resume <study>', 'go on with a study that was paused or has failed').action(
    changeBy({ type: 'resume' }),
  );
  addTo(study, 'withdraw <study>', 'end a study for good, and delete what its sites contributed')
    .requiredOption('--reason <words>', 'why; the sites are told')
    .action((id: string, { store, reason }: StoreOption & { reason: string }) =>
      inStore(store, (stores) => change(stores, id, { type: 'withdraw', reason })),
    );
}

/** A store that isn't there isn't made by looking for it. */
function inStore(url: string, action: (stores: Stores) => Promise<void>): Promise<void> {
  return withStore(url, { mustExist: true }, action);
}

function addTo(parent: Command, name: string, description: string): Command {
  const store = new Option('--store <url>', "the coordinator's store: a folder, a database, or @FILE that names one");
  return parent.command(name).description(description).addOption(store.env(STORE_VARIABLE).makeOptionMandatory());
}

function changeBy(request: StudyRequest) {
  return (id: string, { store }: StoreOption) => inStore(store, (stores) => change(stores, id, request));
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
  const options = { holder: processName(), now: () => SYSTEM_CLOCK.now(), patience: PATIENCE };
  const { state, leader, done } = await requestChange(stores, id, request, options);
  if (done) print(`The study ${id} is ${stateSentence(state)}.`);
  else print(`The coordinator ${leader} has been asked to ${request.type} the study ${id}; it hasn't answered yet.`);
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

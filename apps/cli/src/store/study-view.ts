import { possibleEvents, type StudyState } from '#federation/study-state';
import type { Lease } from '#storage/ports/lease-store';
import type { StudyDocument, StudyRequest } from '#study/life/study-document';
import type { SiteSummary, StudySummary } from '#study/life/study-summary';
import { textTable } from './text-table.ts';

/** A study as it is listed. */
export interface ListedStudy {
  readonly id: string;
  readonly document: StudyDocument;
  readonly siteCount: number;
  /** Of the process that runs it now. */
  readonly lease: Lease | undefined;
}

export function listOfStudies(studies: readonly ListedStudy[]): string {
  if (studies.length === 0) return 'The store has no study.';
  const rows = studies.map(({ id, document, siteCount, lease }) => [
    id,
    stateWord(document.state) + (isAsked(document) ? `, asked to ${document.request.type}` : ''),
    document.round === undefined || lease === undefined ? '–' : String(document.round.round),
    lease === undefined ? 'not running' : `${document.connected.length} of ${siteCount}`,
    moment(document.since),
  ]);
  return textTable([['study', 'state', 'round', 'sites connected', 'since'], ...rows]);
}

/** Everything that a person wants to know of one study, as lines. */
export function describeStudy(study: ListedStudy, summary: StudySummary): string {
  const { id, document, lease } = study;
  const state = `Study ${id}: ${stateSentence(document.state)} since ${moment(document.since)}`;
  return [
    `${state}${progressWords(document)}.`,
    leaderLine(document, lease),
    ...requestLines(study),
    ...waitLines(study),
    '',
    siteTable(study, summary),
  ].join('\n');
}

function progressWords({ progress }: StudyDocument): string {
  return progress === undefined || progress.total < 2 ? '' : `, ${progress.done} of ${progress.total} done`;
}

function leaderLine({ leader }: StudyDocument, lease: Lease | undefined): string {
  if (lease !== undefined) {
    return `${lease.holder} leads it${leader?.holder === lease.holder ? ` since ${moment(leader.since)}` : ''}.`;
  }
  if (leader === undefined) return 'No coordinator runs it.';
  return `No coordinator runs it: ${leader.holder} led it since ${moment(leader.since)} and is gone.`;
}

/** What the state doesn't take any more is left over. */
function isAsked(document: StudyDocument): document is StudyDocument & { request: StudyRequest } {
  return document.request !== undefined && possibleEvents(document.state).includes(document.request.type);
}

function requestLines({ document, lease }: ListedStudy): string[] {
  if (!isAsked(document)) return [];
  const asked = `Somebody has asked to ${document.request.type} it`;
  if (lease !== undefined) return [`${asked}; its coordinator has not answered yet.`];
  return [`${asked}, which nobody has done: repeat that.`];
}

function waitLines({ document, lease }: ListedStudy): string[] {
  const { wait, round } = document;
  if (wait === undefined || lease === undefined) return pauseLines(document);
  const where = round?.phase === 'open' ? ` to round ${round.round}` : '';
  return [`It waits for ${wait.what}${where} since ${moment(wait.since)}. If nothing happens: ${wait.ending}.`];
}

/** After the last round nothing but the release is left, and no round says what is waited for. */
function pauseLines({ state, since }: StudyDocument): string[] {
  if (state.name !== 'paused') return [];
  return [
    `It waits for somebody to resume it since ${moment(since)}. ` +
      'If nothing happens: nothing more is asked of the sites, and nothing released.',
  ];
}

function siteTable({ document, lease }: ListedStudy, { roundsClosed, sites }: StudySummary): string {
  const isConnected = (site: string) => (lease === undefined ? '–' : document.connected.includes(site) ? 'yes' : 'no');
  const rows = sites.map((site) => [
    site.site,
    isConnected(site.site),
    site.last === undefined ? '–' : `round ${site.last.round}, ${moment(site.last.at)}`,
    `${site.rounds} of ${roundsClosed}`,
    ...disclosed(site),
  ]);
  const heading = [
    'site',
    'connected',
    'last contribution',
    'rounds',
    'contributions',
    'bytes',
    'numbers',
    'least count',
  ];
  return textTable([heading, ...rows]);
}

function disclosed({ contributions, bytes, numbers, smallestCount }: SiteSummary): string[] {
  return [contributions, bytes, numbers, smallestCount].map((value) => (value === undefined ? '–' : String(value)));
}

function stateWord(state: StudyState): string {
  return state.name === 'paused' || state.name === 'failed' ? `${state.name} (${state.during})` : state.name;
}

export function stateSentence(state: StudyState): string {
  if (state.name === 'paused') return `paused while ${state.during}`;
  if (state.name === 'failed') return `failed while ${state.during} (${state.reason.code} ${state.reason.what})`;
  return state.name === 'withdrawn' ? `withdrawn (${state.reason})` : state.name;
}

/** Milliseconds since the epoch as UTC. */
export function moment(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

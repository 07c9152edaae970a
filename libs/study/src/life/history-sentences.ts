import { ROUND_RECORDS, type RoundRecord, type RoundRecordType } from '#federation/rounds/round-history';
import { stageOf, type StudyState } from '#federation/study-state';
import type { JournalEntry } from '#storage/ports/round-journal';
import { isLifeRecord, readLifeRecord } from './study-changes.ts';

/** What one entry of a study's journal says, as a sentence. */
export function sentenceOf(entry: JournalEntry): string {
  if (isLifeRecord(entry.type)) return lifeSentence(entry);
  if (!Object.hasOwn(ROUND_RECORDS, entry.type))
    return `A record of type ${entry.type}, which this release does not know.`;
  const type = entry.type as RoundRecordType;
  const parsed = ROUND_RECORDS[type].safeParse(entry.data);
  if (!parsed.success) return `A record of type ${type} that can't be read.`;
  return (ROUND_SENTENCES[type] as (data: unknown) => string)(parsed.data);
}

type Sentences = { readonly [Type in RoundRecordType]: (data: RoundRecord<Type>) => string };

const ROUND_SENTENCES: Sentences = {
  'round-opened': ({ round, kind, task, members, manyExchanges }) =>
    `Round ${round} (${kind === task ? kind : `${kind}, ${task}`}${manyExchanges ? ', many exchanges' : ''}) opened with ${listed(members)}.`,
  'round-reopened': ({ round, members }) => `Round ${round} went on with ${listed(members)}.`,
  contributed: ({ round, site, bytes, rowCount }) =>
    `${site} contributed to round ${round}: ${bytes} bytes, summed over ${rowCount} rows.`,
  'site-left': ({ round, site, passedOver }) => `${site} left during round ${round}${before(passedOver)}.`,
  'site-returned': ({ round, site, passedOver }) => `${site} came back during round ${round}${before(passedOver)}.`,
  'site-failed': ({ round, site, code, what, passedOver }) =>
    `${site} could not do round ${round}${before(passedOver)}: ${code} ${what}`,
  'round-closed': ({ round, exchanges, participants, checkpoint }) =>
    `Round ${round} closed with ${listed(participants.map(({ site }) => site))}` +
    `${exchanges > 1 ? ` after ${exchanges} exchanges` : ''}` +
    `${checkpoint === undefined ? '' : '; the state of the model is kept in place of the contributions'}.`,
  'round-given-up': ({ round, code, what }) => `The study went on without round ${round}: ${code} ${what}`,
  'round-failed': ({ round, code, what }) => `Round ${round} failed: ${code} ${what}`,
};

function lifeSentence(entry: JournalEntry): string {
  if (entry.type === 'study-led') return `The coordinator ${readLifeRecord(entry, 'study-led').holder} took the lead.`;
  const { event, state } = readLifeRecord(entry, 'study-changed');
  return event === 'resume' ? `The study went on with ${stageOf(state)}.` : stateSentence(state);
}

function stateSentence(state: StudyState): string {
  switch (state.name) {
    case 'paused':
      return `The study was paused while ${state.during}.`;
    case 'failed':
      return `The study failed while ${state.during}: ${state.reason.code} ${state.reason.what}`;
    case 'withdrawn':
      return `The study was withdrawn: ${state.reason}`;
    case 'released':
      return 'The study was released.';
    default:
      return `The study came to ${state.name}.`;
  }
}

/** What came shortly before and has no entry of its own. */
function before(passedOver = 0): string {
  if (passedOver === 0) return '';
  return ` (and ${passedOver === 1 ? 'once' : `${passedOver} times`} shortly before)`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nobody' : names.join(', ');
}

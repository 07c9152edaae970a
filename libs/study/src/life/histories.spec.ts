import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { keptBlobs } from '#federation/rounds/kept-blobs';
import { replayStudy } from '#federation/rounds/round-history';
import type { JournalEntry } from '#storage/ports/round-journal';
import { sentenceOf } from './history-sentences.ts';
import { replayLife } from './study-changes.ts';
import { durable } from './testing/durable-state.ts';

/** Written by testing/record-histories.ts. */
const FOLDER = new URL('testing/fixtures/', import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.jsonl'))
  .map((file) => file.slice(0, -'.jsonl'.length));

function read(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

function historyOf(name: string): JournalEntry[] {
  const lines = read(`${name}.jsonl`).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as JournalEntry);
}

/** What the journal says of the study today. */
function replayed(entries: readonly JournalEntry[]) {
  const last = [...replayStudy(entries).values()].at(-1);
  return {
    life: replayLife(entries),
    round: last === undefined ? null : durable(last.state),
    blobs: [...keptBlobs(entries)].sort(),
  };
}

describe('a journal that was written once', () => {
  it('is there for every state', () => {
    const states = ['open', 'half-contributed', 'failed', 'reopened', 'closed', 'paused', 'withdrawn'];
    expect(NAMES.sort()).toEqual([...states, 'checkpointed', 'many-exchanges'].sort());
  });

  it.each(NAMES)('gives the state that was true then: %s', (name) => {
    expect(replayed(historyOf(name))).toEqual(JSON.parse(read(`${name}.state.json`)));
  });

  it.each(NAMES)('reads as it did: %s', (name) => {
    expect(
      historyOf(name)
        .map((entry) => `${sentenceOf(entry)}\n`)
        .join(''),
    ).toBe(read(`${name}.txt`));
  });

  it.each(NAMES)('is understood with records of a newer release among its own: %s', (name) => {
    const entries = historyOf(name);
    const newer = { key: 'newer', type: 'round-annotated', at: 0, data: { round: 0, words: ['?'] }, sequence: 99 };
    expect(replayed(entries.flatMap((entry) => [entry, newer]))).toEqual(replayed(entries));
    expect(sentenceOf(newer)).toBe('A record of type round-annotated, which this release does not know.');
  });

  it.each(NAMES)('is refused, with the place, when a record of it is damaged: %s', (name) => {
    const entries = historyOf(name);
    for (const damaged of entries.filter(({ type }) => type !== 'study-led')) {
      const broken = entries.map((entry) => (entry === damaged ? { ...entry, data: { round: 'one' } } : entry));
      expect(() => replayed(broken)).toThrow(
        expect.objectContaining({
          code: 'CL-IO-004',
          what: expect.stringContaining(`can't be read (entry ${damaged.sequence})`),
        }),
      );
      expect(sentenceOf({ ...damaged, type: 'round-closed', data: {} })).toBe(
        "A record of type round-closed that can't be read.",
      );
    }
  });

  it.each(NAMES)('is refused when the opening of a round is lost: %s', (name) => {
    const entries = historyOf(name).filter(({ type }) => type !== 'round-opened');
    if (entries.some(({ type }) => type === 'contributed' || type === 'round-closed')) {
      expect(() => replayed(entries)).toThrow(/CL-IO-004/);
    }
  });
});

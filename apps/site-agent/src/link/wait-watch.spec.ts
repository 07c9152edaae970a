import { beforeEach, describe, expect, test } from '@jest/globals';
import { WaitWatch, type AgentWait } from './wait-watch.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
let time: number;
let log: string[];
let ended: string[];
let present: AgentWait | undefined;

beforeEach(() => {
  time = NOON;
  log = [];
  ended = [];
  present = undefined;
});

function waitFor(what: string, mark = 0): void {
  present = { what, mark, ending: 'it dials again', end: () => void ended.push(what) };
}

function watch() {
  const watched = new WaitWatch({
    wait: () => present,
    limit: 600_000,
    now: () => time,
    log: (words) => log.push(words),
  });
  return (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      watched.look();
      time += 1000;
    }
    watched.look();
  };
}

describe('WaitWatch', () => {
  test('says after some seconds what is waited for, since when, and what ends it', () => {
    const pass = watch();
    waitFor('the receipt');
    pass(4);
    expect(log).toEqual([]);
    pass(3);
    expect(log).toEqual(['Waiting for the receipt since 12:00:00. If nothing happens until 12:10:00: it dials again.']);
  });

  test('says it again now and then, not with every step', () => {
    const pass = watch();
    for (let mark = 0; mark < 60; mark++) {
      waitFor('the broadcast', mark);
      pass(8);
    }
    expect(log).toHaveLength(2);
  });

  test('ends a wait in which nothing happens, and only such a one', () => {
    const pass = watch();
    for (let mark = 0; mark < 3; mark++) {
      waitFor('the broadcast', mark);
      pass(500);
    }
    expect(ended).toEqual([]);
    pass(101);
    expect(ended).toEqual(['the broadcast']);
    expect(log.at(-1)).toBe('Waited in vain for the broadcast since 12:16:40: it dials again.');
  });

  test('says nothing while nothing is waited for, and counts from when it is', () => {
    const pass = watch();
    pass(1000);
    waitFor('the receipt');
    pass(599);
    expect(ended).toEqual([]);
    pass(1);
    expect(ended).toEqual(['the receipt']);
  });
});

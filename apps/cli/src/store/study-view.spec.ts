import { describe, expect, it } from '@jest/globals';
import type { StudyDocument } from '#study/life/study-document';
import { describeStudy, type ListedStudy, listOfStudies } from './study-view.ts';

const NOON = Date.UTC(2026, 10, 27, 12, 3, 10);
const LEASE = { study: 'aml', holder: 'host:1', token: 1, expiresAt: NOON };

function listed(document: Partial<StudyDocument>): ListedStudy {
  return {
    id: 'aml',
    siteCount: 2,
    lease: LEASE,
    document: { state: { name: 'training' }, changes: 3, since: NOON, connected: [], ...document },
  };
}

/** The same of a study that nobody runs. */
function idle(document: Partial<StudyDocument>): ListedStudy {
  return { ...listed(document), lease: undefined };
}

const WAIT = {
  what: 'contributions of ulm (1 of 2 have arrived)',
  sites: ['ulm'],
  since: NOON,
  ending: 'the round ends with CL-ROUND-001, because its quorum is 2',
};
const SUMMARY = {
  roundsClosed: 8,
  sites: [
    {
      site: 'munich',
      last: { round: 7, at: NOON },
      rounds: 8,
      contributions: 8,
      bytes: 2_000,
      numbers: 250,
      smallestCount: 3,
    },
    { site: 'ulm', rounds: 0, contributions: 0, bytes: 0, numbers: 0 },
  ],
};

describe('the list of studies', () => {
  it('says of each where it stands and who is there', () => {
    const running = listed({ connected: ['munich'], round: { phase: 'open', round: 7, exchange: 0 } });
    const paused = { ...idle({ state: { name: 'paused', during: 'training' } }), id: 'other' };
    expect(listOfStudies([running, paused])).toBe(
      [
        'study  state              round  sites connected  since',
        'aml    training           7      1 of 2           2026-11-27 12:03:10Z',
        'other  paused (training)  –      not running      2026-11-27 12:03:10Z',
      ].join('\n'),
    );
  });

  it('says of which something is asked that has not been done', () => {
    const asked = listed({ request: { type: 'pause' } });
    expect(listOfStudies([asked])).toContain('training, asked to pause');
    expect(describeStudy(asked, SUMMARY)).toContain('asked to pause it; its coordinator has not answered yet.');
    expect(describeStudy(idle({ request: { type: 'pause' } }), SUMMARY)).toContain(
      'which nobody has done: repeat that.',
    );
    const released = listed({ request: { type: 'pause' }, state: { name: 'released' } });
    expect(listOfStudies([released]) + describeStudy(released, SUMMARY)).not.toContain('asked');
  });

  it('says that there is none', () => {
    expect(listOfStudies([])).toBe('The store has no study.');
  });
});

describe('a study', () => {
  it('is shown with what it waits for, and what each site has disclosed', () => {
    const document = {
      connected: ['munich'],
      leader: { holder: 'host:1', since: NOON },
      progress: { done: 6, total: 20 },
      round: { phase: 'open', round: 7, exchange: 0 },
      wait: WAIT,
    };
    expect(describeStudy(listed(document), SUMMARY)).toBe(
      [
        'Study aml: training since 2026-11-27 12:03:10Z, 6 of 20 done.',
        'host:1 leads it since 2026-11-27 12:03:10Z.',
        'It waits for contributions of ulm (1 of 2 have arrived) to round 7 since 2026-11-27 12:03:10Z. ' +
          'If nothing happens: the round ends with CL-ROUND-001, because its quorum is 2.',
        '',
        'site    connected  last contribution              rounds  contributions  bytes  numbers  least count',
        'munich  yes        round 7, 2026-11-27 12:03:10Z  8 of 8  8              2000   250      3',
        'ulm     no         –                              0 of 8  0              0      0        –',
      ].join('\n'),
    );
  });

  it('of a leader that died without a word is not said to wait', () => {
    const text = describeStudy(idle({ leader: { holder: 'host:1', since: NOON }, wait: WAIT }), SUMMARY);
    expect(text).toContain('No coordinator runs it: host:1 led it since 2026-11-27 12:03:10Z and is gone.');
    expect(text).not.toContain('waits');
  });

  it.each([listed, idle])('that was paused after its last round waits to be resumed', (study) => {
    const paused = study({ state: { name: 'paused', during: 'assessing' }, wait: undefined });
    expect(describeStudy(paused, SUMMARY)).toContain(
      'It waits for somebody to resume it since 2026-11-27 12:03:10Z. If nothing happens: nothing more',
    );
  });

  it('that is paused in a round waits for what the round says', () => {
    const text = describeStudy(listed({ state: { name: 'paused', during: 'training' }, wait: WAIT }), SUMMARY);
    expect(text.match(/It waits for/g)).toHaveLength(1);
  });

  it('that failed or was withdrawn says why', () => {
    const reason = { code: 'CL-ROUND-001' as const, what: 'Quorum not reached.' };
    const failed = idle({ state: { name: 'failed', during: 'training', reason } });
    expect(describeStudy(failed, SUMMARY)).toContain('failed while training (CL-ROUND-001 Quorum not reached.)');
    const withdrawn = idle({ state: { name: 'withdrawn', reason: 'No consent.' } });
    expect(describeStudy(withdrawn, SUMMARY)).toContain('withdrawn (No consent.)');
  });
});

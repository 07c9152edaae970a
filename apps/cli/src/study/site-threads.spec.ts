import { afterEach, describe, expect, it } from '@jest/globals';
import { silentObserver } from '#study/observer';
import { simulateStudy } from '#study/simulate-study';
import { checkStudyDeclaration } from '#study/study-declaration';
import { formatCsv } from '#tabular/csv/write-csv';
import { SMALL_TRIAL, smallTrialRows } from '../../../../libs/generators/testing/small-trial.ts';
import { SiteThreads } from './site-threads.ts';

const TABLES = new Map(['a', 'b', 'c'].map((site, i) => [site, smallTrialRows(60 + 40 * i, site)]));
const DECLARATION = checkStudyDeclaration({
  sites: [...TABLES.keys()],
  model: { name: 'sequential-trees' },
  synthetic: { rows: 40, poolFactor: 5 },
});
const STUDY = { declaration: DECLARATION, dictionary: SMALL_TRIAL, tables: TABLES, observer: silentObserver };

let threads: SiteThreads | undefined;

afterEach(() => threads?.close());

describe('sites in threads', () => {
  it('give the cohort and the disclosures of sites in this thread', async () => {
    threads = new SiteThreads(SMALL_TRIAL, TABLES, 2);
    const [here, there] = [await simulateStudy(STUDY), await simulateStudy({ ...STUDY, elsewhere: threads })];
    expect(there.disclosures).toEqual(here.disclosures);
    expect(formatCsv(there.result.candidates[0].cohort.table, SMALL_TRIAL)).toBe(
      formatCsv(here.result.candidates[0].cohort.table, SMALL_TRIAL),
    );
    expect(there.result.candidates[0].assessment).toEqual(here.result.candidates[0].assessment);
  }, 60_000);

  it('tell what went wrong at a site', async () => {
    const { rowCount, columns } = TABLES.get('c')!;
    const without = new Map([...columns].filter(([name]) => name !== 'blasts'));
    const tables = new Map([...TABLES, ['c', { rowCount, columns: without }]]);
    threads = new SiteThreads(SMALL_TRIAL, tables, 2);
    await expect(simulateStudy({ ...STUDY, tables, elsewhere: threads })).rejects.toMatchObject({
      code: 'CL-ROUND-005',
      what: expect.stringContaining('sites failed. c: CL-INT-001'),
    });
  }, 60_000);

  it('are stopped when asked to', async () => {
    threads = new SiteThreads(SMALL_TRIAL, TABLES, 2);
    const signal = AbortSignal.abort();
    await expect(simulateStudy({ ...STUDY, elsewhere: threads, signal })).rejects.toMatchObject({
      code: 'CL-ROUND-006',
    });
  }, 60_000);
});

import { selectEngine } from '#compute/engine/select-engine';
import { silentObserver } from '#study/observer';
import { simulateStudy } from '#study/simulate-study';
import { readTable } from '#tabular/csv/read-table';
import { formatCsv } from '#tabular/csv/write-csv';
import { readDictionary } from '#tabular/dictionary-reading';
import { declareStudy } from '../options/declare-study.ts';
import { SAMPLE } from './fixtures.ts';

/** The cohort that a study of the sample sites gives when nothing disturbs it: simulated in this process. */
export async function simulatedCsv(studyFile: string, model?: string): Promise<string> {
  const dictionary = await readDictionary(SAMPLE('datapackage.json'));
  const declaration = await declareStudy({ study: studyFile, model }, ['a', 'b', 'c']);
  const tables = new Map(
    await Promise.all(
      declaration.sites.map(async (site) => [site, await readTable(SAMPLE(`${site}.csv`), dictionary)] as const),
    ),
  );
  const engine = await selectEngine();
  const { result } = await simulateStudy({ declaration, dictionary, tables, engine, observer: silentObserver });
  return formatCsv(result.candidates[0].cohort.table, dictionary);
}

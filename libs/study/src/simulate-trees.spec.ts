import { beforeAll, describe, expect, it } from '@jest/globals';
import { concatRows } from '#tabular/concat-rows';
import { readTable } from '#tabular/csv/read-table';
import { formatCsv } from '#tabular/csv/write-csv';
import type { DataDictionary } from '#tabular/dictionary';
import { readDictionary } from '#tabular/dictionary-reading';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { silentObserver } from './observer.ts';
import { partitionRows } from './partition-rows.ts';
import { simulateStudy, type SimulatedStudy } from './simulate-study.ts';
import { checkStudyDeclaration } from './study-declaration.ts';

let dictionary: DataDictionary;
let cohort: Table;

beforeAll(async () => {
  dictionary = await readDictionary('samples/aml/datapackage.json');
  const tables = await Promise.all(['a', 'b', 'c'].map((site) => readTable(`samples/aml/${site}.csv`, dictionary)));
  cohort = concatRows(tables);
});

/** A study of trees, without a compute engine. Nothing is held out, so that the pooled rows are the sites' rows. */
function simulate(tables: readonly Table[]): Promise<SimulatedStudy> {
  const sites = new Map(tables.map((table, k) => [`site-${k + 1}`, table]));
  const declaration = checkStudyDeclaration({
    name: 'trees',
    sites: [...sites.keys()],
    holdOut: 0,
    model: { name: 'sequential-trees' },
    synthetic: { rows: 100, poolFactor: 5 },
  });
  return simulateStudy({ declaration, dictionary, tables: sites, observer: silentObserver });
}

function split(siteCount: number): Table[] {
  return partitionRows(cohort.rowCount, siteCount, 'skewed', 'test').map((rows) => selectRows(cohort, rows));
}

describe('a simulated study of sequential trees', () => {
  it('gives the cohort of the pooled rows, byte for byte, with 13 sites of which some have a single patient', async () => {
    const parts = split(11);
    const sites = [...parts.slice(1), ...[0, 1].map((row) => selectRows(parts[0], [row]))];
    sites.push(
      selectRows(
        parts[0],
        Array.from({ length: parts[0].rowCount - 2 }, (_, row) => row + 2),
      ),
    );
    const [pooled, federated] = [await simulate([cohort]), await simulate(sites)];
    const csv = ({ result }: SimulatedStudy) => formatCsv(result.candidates[0].cohort.table, dictionary);
    expect(csv(federated)).toBe(csv(pooled));
    expect(Buffer.from(federated.result.candidates[0].generator.checkpoint)).toEqual(
      Buffer.from(pooled.result.candidates[0].generator.checkpoint),
    );
  });

  it('keeps every constraint without rejecting a row', async () => {
    const { result } = await simulate(split(3));
    expect(result.candidates[0].cohort.calibration?.rejectedRows).toBe(0);
    for (const { violations } of result.candidates[0].assessment.constraints) expect(violations.synthetic).toBe(0);
  });
});

/**
 * How long a whole study takes over gRPC: the AMLSG cohort by trial, one coordinator and three agents as processes of
 * this machine, default settings, from the first process to the written release. Run: npm run bench:study
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatCsv } from '#tabular/csv/write-csv';
import { toDataPackage } from '#tabular/dictionary-writing';
import { selectRows } from '#tabular/select-rows';
import { loadAmlsg, rowsBySite } from '../../libs/tabular/testing/amlsg.ts';

const MAIN = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));
const TARGET_SECONDS = 240;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cohortloom-bench-'));
  try {
    const args = await writeStudy(folder);
    if (args === undefined) {
      console.log('The AMLSG cohort is not here (COHORTLOOM_AMLSG names its folder): skipped.');
      console.log(JSON.stringify({ bench: 'study', results: [] }));
      return;
    }
    const started = performance.now();
    await run(args);
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    const met = seconds <= TARGET_SECONDS;
    const result = { case: 'AMLSG by trial over gRPC', value: seconds, unit: 's', target: TARGET_SECONDS, met };
    console.log(JSON.stringify({ bench: 'study', results: [{ ...result, peer: null, peerValue: null, ratio: null }] }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The tables of the three trials and their dictionary in `folder`; arguments of the command that runs the study. */
async function writeStudy(folder: string): Promise<string[] | undefined> {
  const amlsg = await loadAmlsg();
  if (amlsg === undefined) return undefined;
  const { dictionary, train, trainSites } = amlsg;
  const dictionaryFile = join(folder, 'datapackage.json');
  await writeFile(dictionaryFile, JSON.stringify(toDataPackage(dictionary)));
  const sites: string[] = [];
  for (const [trial, rows] of rowsBySite(trainSites.trial)) {
    const table = join(folder, `${trial}.csv`);
    await writeFile(table, formatCsv(selectRows(train, rows), dictionary));
    sites.push('--site', `${trial}=${table}`);
  }
  return ['local', ...sites, '--dictionary', dictionaryFile, '--out', join(folder, 'out')];
}

function run(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      stdio: 'inherit',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`the study ended with exit code ${code}`))));
  });
}

await main();

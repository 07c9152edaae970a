/**
 * How long an evaluation takes, files to report, and its peak memory; and the Hamming distances alone beside an obvious
 * NumPy implementation in the same run. Run: npm run bench:evaluate [-- small|hamming|large]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatCsv } from '#tabular/csv/write-csv';
import { toDataPackage } from '#tabular/dictionary-writing';
import { selectRows } from '#tabular/select-rows';
import { type RunFigures, runCommandLine } from '../shared/run-command-line.ts';
import { measureHamming } from './hamming.ts';
import { WIDE_DICTIONARY, wideCohort } from './wide-cohort.ts';

interface ReportCase {
  readonly name: 'small' | 'large';
  readonly rows: number;
  readonly targetSeconds: number;
  readonly targetMegabytes: number | null;
}

const REPORTS: readonly ReportCase[] = [
  { name: 'small', rows: 1_606, targetSeconds: 20, targetMegabytes: 1_000 },
  { name: 'large', rows: 50_000, targetSeconds: 600, targetMegabytes: null },
];

/** How many times as fast as NumPy. */
const HAMMING_TARGET = 10;

const wanted = process.argv[2] ?? '';
const results: object[] = [];
for (const report of REPORTS.filter(({ name }) => name.includes(wanted))) {
  const figures = await measureReport(report);
  results.push(...resultsOf(report, figures));
  console.log(
    `${report.rows} × 92 real and synthetic rows: ${figures.seconds.toFixed(1)} s (target ${report.targetSeconds}), peak ${figures.peakMegabytes.toFixed(0)} MB`,
  );
}
if ('hamming'.includes(wanted)) {
  for (const { rows, columns, milliseconds, numpy } of await measureHamming()) {
    const size = `Hamming, ${rows} × ${rows} × ${columns}`;
    const beside = numpy
      ? `; NumPy ${numpy.version} ${numpy.milliseconds.toFixed(0)} ms, ours ${numpy.ratio.toFixed(1)} × as fast (target ${HAMMING_TARGET})`
      : '';
    console.log(`${size}: ${milliseconds.toFixed(0)} ms${beside}`);
    results.push({
      case: size,
      value: milliseconds,
      unit: 'ms',
      peer: numpy ? `NumPy ${numpy.version}` : null,
      peerValue: numpy?.milliseconds ?? null,
      ratio: numpy?.ratio ?? null,
      target: numpy ? HAMMING_TARGET : null,
      met: numpy === undefined || numpy.ratio >= HAMMING_TARGET,
    });
  }
}
console.log(JSON.stringify({ bench: 'evaluate', results }));

function resultsOf({ name, targetSeconds, targetMegabytes }: ReportCase, { seconds, peakMegabytes }: RunFigures) {
  const alone = { peer: null, peerValue: null, ratio: null };
  return [
    {
      case: `report, ${name}`,
      value: seconds,
      unit: 's',
      target: targetSeconds,
      met: seconds <= targetSeconds,
      ...alone,
    },
    {
      case: `report, ${name}`,
      value: peakMegabytes,
      unit: 'MB',
      target: targetMegabytes,
      met: targetMegabytes === null || peakMegabytes <= targetMegabytes,
      ...alone,
    },
  ];
}

/** Four fifths of the real rows are training rows. */
async function measureReport({ rows }: ReportCase): Promise<RunFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'cohortloom-bench-'));
  try {
    const real = wideCohort(rows, 'real');
    const order = Array.from({ length: rows }, (_, row) => row);
    const files = {
      real: selectRows(
        real,
        order.filter((row) => row % 5 !== 0),
      ),
      test: selectRows(
        real,
        order.filter((row) => row % 5 === 0),
      ),
      synthetic: wideCohort(rows, 'synthetic'),
    };
    const dictionary = join(folder, 'datapackage.json');
    await writeFile(dictionary, JSON.stringify(toDataPackage(WIDE_DICTIONARY)));
    const args = ['evaluate', '--dictionary', dictionary, '--out', join(folder, 'out')];
    for (const [name, table] of Object.entries(files)) {
      const file = join(folder, `${name}.csv`);
      await writeFile(file, formatCsv(table, WIDE_DICTIONARY));
      args.push(`--${name}`, file);
    }
    return await runCommandLine(args);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

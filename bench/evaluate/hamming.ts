/**
 * Nearest Hamming distances: ours against the obvious NumPy, in turns on the same tables, and ours alone at a size that
 * NumPy takes minutes for. One thread each. Run: node --conditions=source bench/evaluate/hamming.ts
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CodedRecords } from '#privacy/coded-records';
import { nearestDistances } from '#privacy/nearest-records';
import { RandomStream } from '#random/random-stream';

export interface HammingResult {
  readonly rows: number;
  readonly columns: number;
  /** Median. */
  readonly milliseconds: number;
  /** undefined: not measured, because there is no NumPy or it would take minutes. */
  readonly numpy?: { readonly version: string; readonly milliseconds: number; readonly ratio: number };
}

const SCRIPT = fileURLToPath(new URL('./numpy_hamming.py', import.meta.url));
const ENVIRONMENT = fileURLToPath(new URL('../../.cache/numpy', import.meta.url));
const VERSION = '2.4.6';

const PAPER_ROWS = 1_606;
const MANY_ROWS = 50_000;
const TERNARY = 85;
const COLUMNS = 92;
const TURNS = 9;

export async function measureHamming(): Promise<HammingResult[]> {
  return [await besideNumpy(PAPER_ROWS), alone(MANY_ROWS)];
}

async function besideNumpy(rows: number): Promise<HammingResult> {
  const [from, to] = [randomRecords(rows, 'from'), randomRecords(rows, 'to')];
  const python = findNumpyPython();
  if (python === undefined) return alone(rows);
  const folder = await mkdtemp(join(tmpdir(), 'hamming-'));
  try {
    const path = join(folder, 'cells');
    await writeFile(path, Buffer.concat([rowMajor(from), rowMajor(to)]));
    return await inTurns(python, path, from, to);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function inTurns(python: string, path: string, from: CodedRecords, to: CodedRecords): Promise<HammingResult> {
  const { rowCount: rows, columnCount: columns } = from;
  const peer = spawn(python, [SCRIPT, path, `${rows}`, `${columns}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse(String((await lines.next()).value));
  const version: string = await answer();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn <= TURNS; turn++) {
    const { ms, sum } = timed(from, to);
    peer.stdin.write('run\n');
    const numpy: { ms: number; sum: number } = await answer();
    if (numpy.sum !== sum) throw new Error(`distances differ: ${sum}, NumPy ${numpy.sum}`);
    if (turn === 0) continue; // warming up
    ours.push(ms);
    theirs.push(numpy.ms);
  }
  peer.stdin.end();
  const [milliseconds, numpyTime] = [median(ours), median(theirs)];
  const numpy = { version, milliseconds: numpyTime, ratio: numpyTime / milliseconds };
  return { rows, columns, milliseconds, numpy };
}

function alone(rows: number): HammingResult {
  const { ms } = timed(randomRecords(rows, 'from'), randomRecords(rows, 'to'));
  return { rows, columns: COLUMNS, milliseconds: ms };
}

function timed(from: CodedRecords, to: CodedRecords): { ms: number; sum: number } {
  const start = performance.now();
  const nearest = nearestDistances(from, to);
  const ms = performance.now() - start;
  return { ms, sum: nearest.reduce((total, distance) => total + distance, 0) };
}

/** Mostly columns of three states, one of them common, the rest cut at deciles. */
function randomRecords(rowCount: number, seed: string): CodedRecords {
  const stream = new RandomStream(seed);
  const columns = Array.from({ length: COLUMNS }, (_, column) => {
    const weights = column < TERNARY ? [0.8, 0.15, 0.05] : Array.from({ length: 10 }, () => 0.1);
    const codes = Uint16Array.from({ length: rowCount }, () => stream.categorical(weights));
    return { codes, codeCount: weights.length + 1 };
  });
  return { rowCount, columnCount: COLUMNS, columns };
}

function rowMajor({ rowCount, columns }: CodedRecords): Uint8Array {
  return Uint8Array.from(
    { length: rowCount * columns.length },
    (_, cell) => columns[cell % columns.length].codes[Math.floor(cell / columns.length)],
  );
}

/** The system's, or one installed for the bench alone. Undefined where neither can be had. */
function findNumpyPython(): string | undefined {
  const own = `${ENVIRONMENT}/bin/python`;
  const found = ['python3', own].find(hasNumpy);
  if (found !== undefined) return found;
  if (!existsSync(own)) spawnSync('python3', ['-m', 'venv', ENVIRONMENT]);
  spawnSync(own, ['-m', 'pip', 'install', '--quiet', `numpy==${VERSION}`]);
  return hasNumpy(own) ? own : undefined;
}

function hasNumpy(python: string): boolean {
  return spawnSync(python, ['-c', 'import numpy']).status === 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

if (import.meta.main) {
  for (const { rows, columns, milliseconds, numpy } of await measureHamming()) {
    const beside = numpy
      ? `, NumPy ${numpy.version} ${numpy.milliseconds.toFixed(1)} ms, ${numpy.ratio.toFixed(1)} times as fast`
      : '';
    console.log(`${rows} × ${rows} rows of ${columns} columns: ${milliseconds.toFixed(1)} ms${beside}`);
  }
}

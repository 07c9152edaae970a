import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Violation } from './violation.ts';

const SAME = 'the release is that of an undisturbed run, byte for byte';

/** Tell when they were made: everything else in them comes from what the other files hold. */
const DATED = ['report.html', 'report.json', 'datapackage.json'];
/** Dates and spans of time. */
const DATES = /\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:[\d.]+)?( UTC|Z)?)?|(\b\d+ (s|min|h)\b ?)+/g;

/** Compares a release with that of an undisturbed run of the same study; in files with dates, all but the dates. */
export async function checkRelease(folder: string, reference: string): Promise<Violation[]> {
  const [names, expected] = [await namesIn(folder), await namesIn(reference)];
  if (names.join() !== expected.join()) {
    return [{ invariant: SAME, found: `it has the files ${names.join(', ')}; expected were ${expected.join(', ')}` }];
  }
  const violations: Violation[] = [];
  for (const name of names) {
    if (!(await isSame(join(folder, name), join(reference, name), DATED.includes(name)))) {
      violations.push({ invariant: SAME, found: `${join(folder, name)} differs from ${join(reference, name)}` });
    }
  }
  return violations;
}

async function isSame(path: string, reference: string, isDated: boolean): Promise<boolean> {
  const [bytes, expected] = [await readFile(path), await readFile(reference)];
  if (!isDated) return bytes.equals(expected);
  return bytes.toString().replaceAll(DATES, '') === expected.toString().replaceAll(DATES, '');
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

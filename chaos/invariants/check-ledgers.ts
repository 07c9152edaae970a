import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agentData } from '../study/config-files.ts';
import type { ReceiptBook } from './receipt-book.ts';
import type { Violation } from './violation.ts';

/** What a site offered is in its own ledger: it was noted before it left. */
export async function checkLedgers(
  folder: string,
  sites: readonly string[],
  receipts: ReceiptBook,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const site of sites) {
    const noted = await hashesNoted(join(agentData(folder, site), 'disclosures.jsonl'));
    for (const sha256 of receipts.offeredBy(site)) {
      if (noted.has(sha256)) continue;
      violations.push({ invariant: 'what leaves a site is in its ledger', found: `${site} offered ${sha256}` });
    }
  }
  return violations;
}

/** A line that a kill cut off is no note. */
async function hashesNoted(path: string): Promise<ReadonlySet<string>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const noted = new Set<string>();
  for (const line of text.split('\n')) {
    const sha256 = /"sha256":"([0-9a-f]{64})"/.exec(line)?.[1];
    if (sha256 !== undefined) noted.add(sha256);
  }
  return noted;
}

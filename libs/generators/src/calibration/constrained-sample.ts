import { constraintsKept } from '#tabular/constraint-check';
import { CohortloomError } from '#errors/cohortloom-error';
import { deriveSeed, type Seed } from '#random/random-stream';
import { concatRows } from '#tabular/concat-rows';
import type { DataDictionary } from '#tabular/dictionary';
import { acceptedRows } from '#tabular/model-table';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';

/** Draws rows of a trained generator: `generator.sample` with its state bound. */
export type SampleRows = (n: number, seed: Seed) => Promise<Table>;

export interface ConstrainedSample {
  readonly table: Table;
  /** Rows that broke a constraint and were replaced. */
  readonly rejectedRows: number;
}

/** Rows drawn per row wanted before sampling is given up. */
const PATIENCE = 20;

const LARGEST_BATCH = 10_000;

/**
 * Exactly `n` rows that keep every constraint of the dictionary, by rejection.
 * @throws CL-MODEL-003 when more than 19 of 20 rows break one
 */
export async function sampleConstrained(
  sample: SampleRows,
  dictionary: DataDictionary,
  n: number,
  seed: Seed,
  onProgress?: (done: number, total: number) => void,
): Promise<ConstrainedSample> {
  const parts: Table[] = [];
  let kept = 0;
  let drawn = 0;
  while (kept < n) {
    if (drawn >= PATIENCE * n) throw tooManyRejected(kept, drawn);
    const wanted = Math.min(LARGEST_BATCH, Math.max(n - kept, Math.ceil(n / 10)));
    const batch = await sample(wanted, deriveSeed(seed, 'draw', drawn));
    const rows = acceptedRows(constraintsKept(dictionary, batch)).subarray(0, n - kept);
    parts.push(selectRows(batch, rows));
    kept += rows.length;
    drawn += batch.rowCount;
    onProgress?.(kept, n);
  }
  return { table: concatRows(parts), rejectedRows: drawn - kept };
}

function tooManyRejected(kept: number, drawn: number): CohortloomError {
  return new CohortloomError('CL-MODEL-003', {
    what: `Only ${kept} of ${drawn} sampled rows keep the constraints of the data dictionary.`,
    todo: 'Train longer, or take out a constraint that the real rows break as well.',
  });
}

import { CohortloomError } from '#errors/cohortloom-error';
import { concatRows } from '#tabular/concat-rows';
import type { DataDictionary } from '#tabular/dictionary';
import { acceptedRows } from '#tabular/model-table';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { checkGiven } from './check-given.ts';
import { conditionText, type Given } from './given.ts';
import { rowsMeeting } from './rows-meeting.ts';

/** Rows drawn under conditions, at least, before the conditions are given up, and for each row wanted. */
const LEAST_DRAWN = 20_000;
const PATIENCE = 200;

/**
 * `n` rows of those drawn that meet all conditions; the others are left out.
 * @param draw the next rows of `batchSize` drawn, some of which may have been left out
 * @throws CL-CONF-001 for conditions that can't be, CL-MODEL-005 when hardly any row meets them
 */
export async function sampleMeeting(
  dictionary: DataDictionary,
  draw: () => Promise<Table>,
  batchSize: number,
  n: number,
  given: Given,
): Promise<Table> {
  checkGiven(dictionary, given);
  const parts: Table[] = [];
  let count = 0;
  for (let drawn = 0; count < n || parts.length === 0;) {
    if (drawn >= LEAST_DRAWN && drawn >= PATIENCE * n) throw hardlyMet(given, count, drawn);
    const batch = await draw();
    const part = selectRows(batch, acceptedRows(rowsMeeting(dictionary, batch, given)));
    parts.push(part);
    count += part.rowCount;
    drawn += batchSize;
  }
  const rows = concatRows(parts);
  return selectRows(
    rows,
    Array.from({ length: n }, (_, row) => row),
  );
}

function hardlyMet(given: Given, count: number, drawn: number): CohortloomError {
  const conditions = Object.entries(given).map(([name, value]) => conditionText(name, value));
  return new CohortloomError('CL-MODEL-005', {
    what: `Only ${count} of ${drawn} sampled rows have ${conditions.join(' and ')}.`,
    todo: 'Give fewer or more frequent conditions.',
  });
}

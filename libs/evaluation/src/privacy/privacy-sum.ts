import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Suppression } from '../scoring/suppression.ts';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import { readVector } from '../summaries/row-set-sums.ts';
import type { RowsUsed } from './privacy-figure-types.ts';

/** The sum over sites of what `sumPrivacy` tells, with what it takes to read it. */
export interface PrivacySum {
  /** By the name without `privacy/`. */
  readonly read: (name: string) => Float64Array;
  readonly dictionary: DataDictionary;
  /** Training parts per site. */
  readonly trainingParts: number;
  readonly rows: RowsUsed;
  readonly suppression: Suppression;
}

/** Throws RangeError where the sum isn't laid out as `privacyLayout`. */
export function privacySum(
  dictionary: DataDictionary,
  { trainingParts }: AssessPlan,
  sum: Sum,
  suppression: Suppression,
): PrivacySum {
  const read = (name: string) => readVector(sum, `privacy/${name}`);
  const [training, heldOut, attackedTraining, attackedHeldOut, part] = read('rows');
  const real = training + heldOut;
  const [synthetic, independent] = read('row-pairs').map((pairs) => (real === 0 ? 0 : pairs / real));
  const rows = { training, heldOut, attackedTraining, attackedHeldOut, part, synthetic, independent };
  return { read, dictionary, trainingParts, rows, suppression };
}

export function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  return sum;
}

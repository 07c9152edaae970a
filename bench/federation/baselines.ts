import { shuffleColumns } from '#evaluation/metrics/shuffle-columns';
import { RandomStream } from '#random/random-stream';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import type { Amlsg } from '../../libs/tabular/testing/amlsg.ts';
import { scoreCohort, SCORE_NAMES, type Scores, spreadOf } from './score.ts';

const SPLITS = 5;

/** For the spread among halves. */
const MANY_SPLITS = 50;

/** What a cohort scores that keeps the columns and loses everything between them. */
export function floorScores(amlsg: Amlsg): Scores {
  return scoreCohort(amlsg, shuffleColumns(amlsg.train, 'floor'));
}

/** What one random half of the real cohort scores against the other, mean of several halvings. Prediction: real rows. */
export function ceilingScores(amlsg: Amlsg): Scores {
  const splits = halfScores(amlsg, SPLITS);
  const onReal = scoreCohort(amlsg, amlsg.train);
  const means = Object.fromEntries(
    SCORE_NAMES.map((name) => [name, spreadOf(splits.map((scores) => scores[name])).mean]),
  ) as Record<keyof Scores, number>;
  return { ...means, 'MCC CR': onReal['MCC CR'], 'MCC 2y OS': onReal['MCC 2y OS'], 'LTC test': onReal['LTC test'] };
}

/** One random half of the real training rows scored as if it were synthetic against the other, of each halving. */
export function halfScores(amlsg: Amlsg, splits = MANY_SPLITS): Scores[] {
  return Array.from({ length: splits }, (_, split) => {
    const [one, other] = halves(amlsg.train, `half ${split}`);
    return scoreCohort({ ...amlsg, train: one }, other);
  });
}

function halves(table: Table, seed: string): [Table, Table] {
  const rows = new RandomStream(seed).permutation(table.rowCount);
  const middle = Math.floor(rows.length / 2);
  return [selectRows(table, rows.subarray(0, middle)), selectRows(table, rows.subarray(middle))];
}

import type { Seed } from '#random/random-stream';
import type { Contribution, Sum } from '#sums/contribution';
import type { SumLayout } from '#sums/layout';
import type { DataDictionary } from '#tabular/dictionary';
import { assessLayout, measurementLayout } from './assess-layout.ts';
import { assessedTables, type SiteRows } from './assessed-tables.ts';
import { contributeAssessment, measureTables } from './contribute-assessment.ts';
import type { PreparedBroadcast } from './prepared-broadcast.ts';

/**
 * The vectors of an `assess` round of several synthetic cohorts, by their names. What is counted among the real rows alone,
 * and how they lie beside independent columns, comes once, so that a further cohort discloses nothing more of that;
 * distances, attacks and models come per cohort, those of the second one on under `<name>/…`. Of one cohort it is
 * `assessLayout`.
 */
export function candidatesLayout(dictionary: DataDictionary, names: readonly string[]): SumLayout {
  return new Map([
    ...assessLayout(dictionary),
    ...names.slice(1).flatMap((name) => under(name, measurementLayout(dictionary, 'candidate'))),
  ]);
}

/**
 * A site's part of such a round, as `contributeAssessment` of each cohort: the real rows are cut in the same halves and parts
 * for all, so that all are read between the same references.
 * @param candidates by name, all with the same seed in their plans and as many rows, so that they have the same floor
 */
export function contributeCandidates(
  candidates: ReadonlyMap<string, PreparedBroadcast>,
  dictionary: DataDictionary,
  rows: SiteRows,
  seed: Seed,
): Contribution {
  const [[, first], ...others] = candidates;
  const { rowCount, vectors } = contributeAssessment(first, dictionary, rows, seed);
  const more = others.flatMap(([name, broadcast]) => {
    const tables = assessedTables(broadcast, dictionary, rows, seed);
    return under(name, measureTables(broadcast, dictionary, tables, seed, 'candidate'));
  });
  return { rowCount, vectors: new Map([...vectors, ...more]) };
}

/** Of the sum of such a round what concerns one cohort, laid out as `assessLayout`. */
export function sumOfCandidate(sum: Sum, dictionary: DataDictionary, names: readonly string[], name: string): Sum {
  if (name === names[0]) return sum;
  const own = [...measurementLayout(dictionary, 'candidate').keys()].map(
    (key) => [key, sum.vectors.get(`${name}/${key}`)] as const,
  );
  const replaced = own.flatMap(([key, vector]) => (vector === undefined ? [] : [[key, vector] as const]));
  return { ...sum, vectors: new Map([...sum.vectors, ...replaced]) };
}

function under<Vector>(name: string, vectors: Iterable<readonly [string, Vector]>): [string, Vector][] {
  return [...vectors].map(([key, vector]) => [`${name}/${key}`, vector]);
}

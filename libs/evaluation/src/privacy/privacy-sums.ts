import type { Seed } from '#random/random-stream';
import type { CountVector } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import type { MeasuredScope } from '../summaries/measured-scope.ts';
import { count } from '../summaries/row-set-sums.ts';
import { sumInferences, sumLinks } from './attack-sums.ts';
import { broadcastRows } from './broadcast-rows.ts';
import { type MeasuredRows, measuredRows, type PrivacyCohorts, withoutSmallSets } from './measured-rows.ts';
import { sumBalancedNearness, sumExactMatches, sumMembership, sumRealNearness } from './nearness-sums.ts';
import { MEASURED, measuredIn, type NamedValues, privacyLayout } from './privacy-layout.ts';
import { sumSinglingOut } from './singling-out-sums.ts';

/**
 * What a site tells of the privacy of a synthetic cohort, laid out as `privacyLayout`. Pure. Training or held-out rows
 * fewer than the minimum cell size have no part in it. At one site that has all rows it is the pooled evaluation.
 * @param cohorts the site's rows, the cohort broadcast, and `independentCohort` of as many rows
 * @param seed the site's own: thinning and parts of its rows derive from it
 * @param broadcast shared by the sites of one process
 */
export function sumPrivacy(
  plan: AssessPlan,
  dictionary: DataDictionary,
  cohorts: PrivacyCohorts,
  seed: Seed,
  broadcast = broadcastRows(plan, dictionary, cohorts),
  scope: MeasuredScope = 'whole',
): [string, CountVector][] {
  const told = withoutSmallSets(cohorts, dictionary.minimumCellSize);
  const rows = measuredRows(plan, dictionary, told, seed, broadcast);
  const vectors = vectorsTold(plan, dictionary, told, rows, scope);
  return privacyLayout(dictionary, scope).map(([name, { length }]) => [
    name,
    count(vectors.get(name) ?? new Float64Array(length)),
  ]);
}

/** Those not in it are zeros. */
function vectorsTold(
  plan: AssessPlan,
  dictionary: DataDictionary,
  cohorts: PrivacyCohorts,
  rows: MeasuredRows,
  scope: MeasuredScope,
): ReadonlyMap<string, Float64Array> {
  const measured = measuredIn(scope);
  return new Map(
    [
      ...countRows(rows),
      ...sumExactMatches(dictionary, cohorts, measured),
      ...(scope === 'whole' ? sumRealNearness(rows) : []),
      ...sumMembership(rows, measured),
      ...sumSinglingOut(dictionary, rows, measured),
      ...measured.flatMap((cohort) => [
        ...sumBalancedNearness(cohort, rows),
        ...sumLinks(dictionary, cohort, rows, plan.seed),
        ...sumInferences(cohort, rows),
      ]),
    ].map(([name, values]) => [`privacy/${name}`, values]),
  );
}

function countRows({ records, attacked, parts }: MeasuredRows): NamedValues[] {
  const real = records.training.rowCount + records.heldOut.rowCount;
  return [
    [
      'rows',
      Float64Array.of(
        records.training.rowCount,
        records.heldOut.rowCount,
        attacked.training.rowCount,
        attacked.heldOut.rowCount,
        parts.size,
      ),
    ],
    ['row-pairs', Float64Array.from(MEASURED, (cohort) => real * records[cohort].rowCount)],
  ];
}

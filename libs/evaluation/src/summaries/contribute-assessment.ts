import type { Seed } from '#random/random-stream';
import type { Contribution, ContributionVector } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { effectPlan } from '../effects/covariate-layout.ts';
import { sumEffects } from '../effects/effect-sums.ts';
import { sumPrivacy } from '../privacy/privacy-sums.ts';
import { sumUtility } from '../utility/utility-sums.ts';
import { halfSet } from './assess-layout.ts';
import { type AssessedTables, assessedTables, type SiteRows } from './assessed-tables.ts';
import type { MeasuredScope } from './measured-scope.ts';
import type { PreparedBroadcast } from './prepared-broadcast.ts';
import { sumRowSet, toVectors } from './row-set-sums.ts';

/**
 * A site's part of the `assess` round, laid out as `assessLayout`. Pure: broadcast, rows and seed decide it.
 * `rowCount` counts all rows of the site.
 * @param seed the site's own: halves and parts of its rows derive from it
 */
export function contributeAssessment(
  broadcast: PreparedBroadcast,
  dictionary: DataDictionary,
  rows: SiteRows,
  seed: Seed,
): Contribution {
  const tables = assessedTables(broadcast, dictionary, rows, seed);
  const effects = effectPlan(dictionary, broadcast.plan.profile);
  const sumsOf = (table: Table) => sumRowSet(dictionary, effects.grids, table, sumEffects(dictionary, effects, table));
  const sumsOfNobody = sumsOf(selectRows(tables.training, []));
  const sumOf = (table: Table) => (table.rowCount === 0 ? sumsOfNobody : sumsOf(table));
  const vectors = new Map<string, ContributionVector>([
    ...tables.pairs.flatMap(({ a, b }, pair) => [
      ...toVectors(halfSet('a', pair), sumOf(a)),
      ...toVectors(halfSet('b', pair), sumOf(b)),
    ]),
    ...toVectors('held-out', sumOf(tables.heldOut)),
    ...measureTables(broadcast, dictionary, tables, seed),
  ]);
  return { rowCount: rows.training.rowCount + rows.heldOut.rowCount, vectors };
}

/** What needs the rows side by side: distances, and models that learn from one cohort and answer for another. */
export function measureTables(
  { plan, forests, rows }: PreparedBroadcast,
  dictionary: DataDictionary,
  tables: AssessedTables,
  seed: Seed,
  scope: MeasuredScope = 'whole',
): [string, ContributionVector][] {
  return [
    ...sumPrivacy(plan, dictionary, tables, seed, rows, scope),
    ...sumUtility(plan.utility, dictionary, tables, seed, forests, scope),
  ];
}

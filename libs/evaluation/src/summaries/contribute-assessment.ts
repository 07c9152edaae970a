import { RandomStream, type Seed } from '#random/random-stream';
import type { Contribution, ContributionVector, CountVector } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { confuseTarget, fitTarget } from '../metrics/prediction.ts';
import { effectPlan } from '../effects/covariate-layout.ts';
import { sumEffects } from '../effects/effect-sums.ts';
import type { AssessPlan } from './assess-plan.ts';
import { sumDistances } from './distance-sums.ts';
import { independentCohort } from './independent-cohort.ts';
import { count, sumRowSet, toVectors } from './row-set-sums.ts';
import { MOST_ROWS, thinRows } from './thin-rows.ts';

/** A site's rows, as in every round of the study. */
export interface SiteRows {
  readonly training: Table;
  /** May have no row. */
  readonly heldOut: Table;
}

/**
 * A site's part of the `assess` round, laid out as `assessLayout`. Pure: plan, rows, synthetic cohort and seed decide it.
 * Training rows or held-out rows fewer than the minimum cell size have no part in it, because the sums of one row are that
 * row. `rowCount` counts all rows of the site.
 * @param synthetic the cohort that the round broadcasts
 * @param seed the site's own: halves and parts of its rows derive from it
 */
export function contributeAssessment(
  plan: AssessPlan,
  dictionary: DataDictionary,
  rows: SiteRows,
  synthetic: Table,
  seed: Seed,
): Contribution {
  const independent = independentCohort(dictionary, plan.profile, synthetic.rowCount, plan.seed);
  const training = unlessSmall(rows.training, dictionary.minimumCellSize);
  const heldOut = unlessSmall(rows.heldOut, dictionary.minimumCellSize);
  const effects = effectPlan(dictionary, plan.profile);
  const sumOf = (table: Table) => sumRowSet(dictionary, effects.grids, table, sumEffects(dictionary, effects, table));
  const [halfA, halfB] = splitInHalves(training, dictionary.minimumCellSize, seed);
  const vectors = new Map<string, ContributionVector>([
    ...toVectors('half-a', sumOf(halfA)),
    ...toVectors('half-b', sumOf(halfB)),
    ...toVectors('held-out', sumOf(heldOut)),
    ...sumDistances(plan, dictionary, { training, heldOut, synthetic, independent }, seed),
    ...sumConfusions(plan, dictionary, { training, heldOut }, synthetic),
  ]);
  return { rowCount: rows.training.rowCount + rows.heldOut.rowCount, vectors };
}

/** The table, or none of its rows where they are fewer than `minimum`. */
function unlessSmall(table: Table, minimum: number): Table {
  return table.rowCount < minimum ? selectRows(table, []) : table;
}

/**
 * Where a half would have fewer rows than `minimum`, one half, drawn by chance, has all, so that many small sites
 * balance; so does the half that an odd row goes to.
 */
function splitInHalves(table: Table, minimum: number, seed: Seed): [Table, Table] {
  const stream = RandomStream.derive(seed, 'halves');
  const order = stream.permutation(table.rowCount);
  const draw = stream.int(2);
  const isSmall = Math.floor(table.rowCount / 2) < minimum;
  const middle = isSmall ? draw * table.rowCount : Math.floor((table.rowCount + draw) / 2);
  return [selectRows(table, order.subarray(0, middle)), selectRows(table, order.subarray(middle))];
}

function sumConfusions(
  plan: AssessPlan,
  dictionary: DataDictionary,
  { training, heldOut }: SiteRows,
  synthetic: Table,
): [string, CountVector][] {
  const learned = thinRows(synthetic, MOST_ROWS.synthetic, plan.seed);
  return dictionary.targets.map((target) => {
    const forest = fitTarget(dictionary, target, learned, plan.seed);
    const counts = [training, heldOut].flatMap((table) => {
      if (forest === undefined) return [0, 0, 0, 0];
      const confusion = confuseTarget(dictionary, target, forest, table);
      return [confusion.trueNegative, confusion.falsePositive, confusion.falseNegative, confusion.truePositive];
    });
    return [`confusion/${target.name}`, count(Float64Array.from(counts))];
  });
}

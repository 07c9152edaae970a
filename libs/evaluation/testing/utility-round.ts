import { RandomStream } from '#random/random-stream';
import { exactSum } from '#sums/exact-sum';
import type { Contribution, Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { profileOf } from '../../tabular/testing/profile-of.ts';
import { Suppression } from '../src/scoring/suppression.ts';
import { independentCohort } from '../src/summaries/independent-cohort.ts';
import { type UtilityFigures, utilityFigures } from '../src/utility/utility-figures.ts';
import { utilityLayout } from '../src/utility/utility-layout.ts';
import { type UtilityPlan, utilityPlan } from '../src/utility/utility-plan.ts';
import { sumUtility } from '../src/utility/utility-sums.ts';
import { allAtOnce } from '../src/steps.ts';

export interface SiteTables {
  readonly training: Table;
  readonly heldOut: Table;
}

export interface UtilityRound {
  readonly plan: UtilityPlan;
  readonly sum: Sum;
  readonly figures: UtilityFigures;
}

/** What an `assess` round does with models: plan, a contribution per site, their exact sum, figures. */
export function utilityRound(
  dictionary: DataDictionary,
  sites: readonly SiteTables[],
  synthetic: Table,
  { isPooled = false, seed = 'plan' } = {},
): UtilityRound {
  const profile = profileOf(
    dictionary,
    sites.map(({ training }) => training).filter(({ rowCount }) => rowCount > 0),
  );
  const plan = allAtOnce(
    utilityPlan(dictionary, profile, synthetic, {
      seed,
      ...(isPooled ? { pooled: sites[0].training } : {}),
    }),
  );
  const independent = independentCohort(dictionary, profile, synthetic.rowCount, seed);
  const contributions = sites.map(({ training, heldOut }, i): [string, Contribution] => {
    const [halfA, halfB] = halvesOf(training, `${seed} ${i}`);
    const cohorts = { training, heldOut, halfA, halfB, synthetic, independent };
    const vectors = new Map(sumUtility(plan, dictionary, cohorts, `${seed} site ${i}`));
    return [`site ${i}`, { rowCount: training.rowCount + heldOut.rowCount, vectors }];
  });
  const sum = exactSum(new Map(utilityLayout(dictionary)), new Map(contributions));
  const suppression = new Suppression(dictionary.minimumCellSize);
  const rowsOf = (set: keyof SiteTables) =>
    sites
      .map((tables) => tables[set].rowCount)
      .filter((rows) => rows >= dictionary.minimumCellSize)
      .reduce((total, rows) => total + rows, 0);
  const told = { rows: { training: rowsOf('training'), 'held-out': rowsOf('heldOut') }, suppression };
  return { plan, sum, figures: utilityFigures(plan, dictionary, sum, { synthetic, independent }, told) };
}

function halvesOf(table: Table, seed: string): [Table, Table] {
  const order = new RandomStream(seed).permutation(table.rowCount);
  const middle = Math.floor(table.rowCount / 2);
  return [selectRows(table, order.subarray(0, middle)), selectRows(table, order.subarray(middle))];
}

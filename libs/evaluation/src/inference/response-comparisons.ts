import { fisherExactTest } from '#statistics/fisher-exact';
import { type Interval, oddsOf, oddsRatioOf, shareOf } from '#statistics/proportion';
import { type DataDictionary, stateCode } from '#tabular/dictionary';
import { isSmallCount } from '#privacy/small-cells';
import { stateTargets, type StateTarget } from '../effects/state-target.ts';
import type { AssessedSets } from '../scoring/assessed-sets.ts';
import { type DescribedSet, stateCounts } from '../scoring/described-set.ts';
import { orNull } from '../scoring/suppression.ts';
import type { Estimate, ResponseCell, ResponseComparison } from './inference-figures.ts';

/** Patients with a known response. */
interface Response {
  readonly positive: number;
  readonly negative: number;
}

const NONE: Estimate = { value: null, lower: null, upper: null };

/** Every target that is a state, such as remission: the synthetic cohort against the training patients. */
export function responseComparisons(dictionary: DataDictionary, sets: AssessedSets): ResponseComparison[] {
  const minimum = dictionary.minimumCellSize;
  return stateTargets(dictionary).map((target) => {
    const [training, heldOut, synthetic] = [sets.training, sets.heldOut, sets.synthetic].map((set) =>
      responseOf(dictionary, target, set),
    );
    return {
      target: target.name,
      training: cellOf(training, minimum),
      ...(heldOut.positive + heldOut.negative > 0 && { heldOut: cellOf(heldOut, minimum) }),
      synthetic: cellOf(synthetic, 0),
      ...comparisonOf(training, synthetic, minimum),
    };
  });
}

function responseOf(dictionary: DataDictionary, target: StateTarget, set: DescribedSet): Response {
  const entry = set.layout.fields.find(({ field }) => field.name === target.field);
  if (entry?.kind !== 'categorical') return { positive: 0, negative: 0 };
  const counts = stateCounts(set, entry).subarray(0, entry.field.states.length);
  const positive = counts[stateCode(dictionary, target.field, target.positive)] ?? 0;
  return { positive, negative: counts.reduce((sum, count) => sum + count, 0) - positive };
}

function cellOf(response: Response, minimum: number): ResponseCell {
  const { positive, negative } = response;
  const known = positive + negative;
  if (isHidden(response, minimum)) return { known: null, positive: null, share: NONE, odds: NONE };
  const share = shareOf(positive, known);
  const odds = oddsOf(positive, negative);
  return { known, positive, share: estimateOf(share.share, share), odds: estimateOf(odds.odds, odds) };
}

function comparisonOf(
  training: Response,
  synthetic: Response,
  minimum: number,
): Pick<ResponseComparison, 'oddsRatio' | 'p'> {
  if (isHidden(training, minimum)) return { oddsRatio: null, p: null };
  const table = [
    [synthetic.positive, synthetic.negative],
    [training.positive, training.negative],
  ] as const;
  const ratio = oddsRatioOf(table);
  return { oddsRatio: estimateOf(ratio.oddsRatio, ratio), p: orNull(fisherExactTest(table).pValue) };
}

/** With what is known of one cell, the other would tell a small one. */
function isHidden({ positive, negative }: Response, minimum: number): boolean {
  return isSmallCount(positive, minimum) || isSmallCount(negative, minimum);
}

function estimateOf(value: number, { lower, upper }: Interval): Estimate {
  return { value: orNull(value), lower: orNull(lower), upper: orNull(upper) };
}

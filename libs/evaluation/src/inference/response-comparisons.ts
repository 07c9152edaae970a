import { fisherExactTest } from '#statistics/fisher-exact';
import { type Interval, oddsOf, oddsRatioOf, shareOf } from '#statistics/proportion';
import { type DataDictionary, stateCode } from '#tabular/dictionary';
import { isSmallCount } from '#privacy/small-cells';
import { stateTargets, type StateTarget } from '../effects/state-target.ts';
import type { AssessedSets } from '../scoring/assessed-sets.ts';
import { type DescribedSet, stateCounts } from '../scoring/described-set.ts';
import { ROUNDED_DIGITS, ROUNDED_P_DIGITS, toDigits } from '../scoring/rounding.ts';
import { orNull } from '../scoring/suppression.ts';
import { isTellingCount } from '../scoring/unknown-rows.ts';
import type { Estimate, ResponseCell, ResponseComparison } from './inference-figures.ts';

/** Patients with a known response. */
interface Response {
  readonly positive: number;
  readonly negative: number;
  /** Their number would tell that of the few others: it is left out, and what more digits would tell of it. */
  readonly isTelling: boolean;
}

const NONE: Estimate = { value: null, lower: null, upper: null };

/** Every target that is a state, such as remission: the synthetic cohort against the training patients. */
export function responseComparisons(dictionary: DataDictionary, sets: AssessedSets): ResponseComparison[] {
  const minimum = dictionary.minimumCellSize;
  return stateTargets(dictionary).map((target) => {
    const [training, heldOut, synthetic] = [sets.training, sets.heldOut, sets.synthetic].map((set) =>
      responseOf(dictionary, target, set, set === sets.synthetic ? 0 : minimum),
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

function responseOf(dictionary: DataDictionary, target: StateTarget, set: DescribedSet, minimum: number): Response {
  const entry = set.layout.fields.find(({ field }) => field.name === target.field);
  if (entry?.kind !== 'categorical') return { positive: 0, negative: 0, isTelling: false };
  const counts = stateCounts(set, entry).subarray(0, entry.field.states.length);
  const positive = counts[stateCode(dictionary, target.field, target.positive)] ?? 0;
  const known = counts.reduce((sum, count) => sum + count, 0);
  return { positive, negative: known - positive, isTelling: isTellingCount(set, known, minimum) };
}

function cellOf(response: Response, minimum: number): ResponseCell {
  const { positive, negative, isTelling } = response;
  const known = positive + negative;
  if (isHidden(response, minimum)) return { known: null, positive: null, share: NONE, odds: NONE };
  const share = shareOf(positive, known);
  const odds = oddsOf(positive, negative);
  const estimates = { share: estimateOf(share.share, share), odds: estimateOf(odds.odds, odds) };
  if (!isTelling) return { known, positive, ...estimates };
  return { known: null, positive: null, share: rounded(estimates.share), odds: rounded(estimates.odds) };
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
  const oddsRatio = estimateOf(ratio.oddsRatio, ratio);
  const { pValue } = fisherExactTest(table);
  return training.isTelling
    ? { oddsRatio: rounded(oddsRatio), p: orNull(toDigits(pValue, ROUNDED_P_DIGITS)) }
    : { oddsRatio, p: orNull(pValue) };
}

/** With what is known of one cell, the other would tell a small one. */
function isHidden({ positive, negative }: Pick<Response, 'positive' | 'negative'>, minimum: number): boolean {
  return isSmallCount(positive, minimum) || isSmallCount(negative, minimum);
}

function estimateOf(value: number, { lower, upper }: Interval): Estimate {
  return { value: orNull(value), lower: orNull(lower), upper: orNull(upper) };
}

function rounded({ value, lower, upper }: Estimate): Estimate {
  const round = (own: number | null) => (own === null ? null : toDigits(own, ROUNDED_DIGITS));
  return { value: round(value), lower: round(lower), upper: round(upper) };
}

import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import { Suppression } from '../scoring/suppression.ts';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import { inferenceFigures, linkabilityFigures, singlingOutFigures } from './attack-figures.ts';
import { membershipFigures } from './membership-figures.ts';
import { closerFigure, distanceRatios, distanceSummaries, leakageFigure } from './nearness-figures.ts';
import type { CohortPrivacy, PrivacyFigures } from './privacy-figure-types.ts';
import type { Measured } from './privacy-layout.ts';
import { privacySum, type PrivacySum } from './privacy-sum.ts';

/**
 * The privacy figures of a synthetic cohort from the sum over sites of `sumPrivacy`: the coordinator's part. Where nothing
 * was held out, all that compares training with held-out patients is null.
 * @param suppression counts what is held back
 * @throws RangeError where the sum isn't laid out as `privacyLayout`
 */
export function privacyFigures(
  dictionary: DataDictionary,
  plan: AssessPlan,
  sum: Sum,
  suppression = new Suppression(dictionary.minimumCellSize),
): PrivacyFigures {
  const told = privacySum(dictionary, plan, sum, suppression);
  return {
    columns: dictionary.fields.length,
    rows: told.rows,
    distances: distanceSummaries(told),
    synthetic: cohortPrivacy(told, 'synthetic'),
    independent: cohortPrivacy(told, 'independent'),
  };
}

function cohortPrivacy(sum: PrivacySum, cohort: Measured): CohortPrivacy {
  const [training, heldOut] = sum.read(`exact-matches/${cohort}`);
  return {
    leakage: leakageFigure(sum, cohort),
    exactMatches: { training: sum.suppression.release(training), heldOut: sum.suppression.release(heldOut) },
    closerToTraining: closerFigure(sum, cohort),
    distanceRatio: distanceRatios(sum, cohort),
    membership: membershipFigures(sum, cohort),
    singlingOut: singlingOutFigures(sum, cohort),
    linkability: linkabilityFigures(sum, cohort),
    inference: inferenceFigures(sum, cohort),
  };
}

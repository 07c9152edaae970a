import { calibratedHistogram, distanceCells, type JointDistances, mostExposed } from '#privacy/calibrated-membership';
import { aucInterval, truePositiveRate } from '#privacy/intervals/auc-interval';
import { orNull } from '../scoring/suppression.ts';
import type { MembershipFigure, MembershipFigures } from './privacy-figure-types.ts';
import type { Measured, RealSet } from './privacy-layout.ts';
import { type PrivacySum, total } from './privacy-sum.ts';

/** Share of patients that count as the most exposed. */
const EXPOSED_SHARE = 0.05;
const FALSE_POSITIVE_RATE = 0.05;

export function membershipFigures(sum: PrivacySum, cohort: Measured): MembershipFigures {
  const { cells } = distanceCells(sum.dictionary.fields.length);
  const joint = (set: RealSet): JointDistances => ({ cells, counts: sum.read(`membership/${cohort}/${set}`) });
  const training = joint('training');
  const heldOut = joint('held-out');
  const exposed = mostExposed(training, heldOut, EXPOSED_SHARE);
  const raw = (set: RealSet) => sum.read(`distance/${set}-to-${cohort}`);
  return {
    raw: membershipFigure(sum, raw('training'), raw('held-out')),
    calibrated: membershipFigure(sum, calibratedHistogram(training), calibratedHistogram(heldOut)),
    mostExposed: membershipFigure(sum, calibratedHistogram(exposed[0]), calibratedHistogram(exposed[1])),
  };
}

/** Null where either set has no row, or fewer than the minimum cell size. */
function membershipFigure(
  { suppression }: PrivacySum,
  training: Float64Array,
  heldOut: Float64Array,
): MembershipFigure | null {
  const rows = { training: total(training), heldOut: total(heldOut) };
  const fewest = Math.min(rows.training, rows.heldOut);
  if (fewest === 0 || fewest < suppression.minimumCellSize) return null;
  const { auc, standardError, lower, upper } = aucInterval(training, heldOut);
  return {
    auc,
    standardError: orNull(standardError),
    lower: orNull(lower),
    upper: orNull(upper),
    truePositiveRate: truePositiveRate(training, heldOut, FALSE_POSITIVE_RATE),
    training: Math.round(rows.training),
    heldOut: Math.round(rows.heldOut),
  };
}

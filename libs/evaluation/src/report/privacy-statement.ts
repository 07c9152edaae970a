import { residualRisk } from '#privacy/attacks/residual-risk';
import { wilsonInterval } from '#statistics/proportion';
import { formatCount, formatFixed, formatPercent } from './number-format.ts';
import type { AttackFigure, CohortPrivacy, PrivacyStatement, ReportPrivacy } from './report-model.ts';

/** Above this the synthetic rows stand clearly nearer to training rows than to held-out ones (Eckardt et al. 2024). */
export const LEAKAGE_ALARM = 0.05;

/** Area under the curve above which guessing who was in training succeeds too often; a convention of this software. */
export const MEMBERSHIP_ALARM = 0.6;

/** Lower limit of an attack's risk above which it succeeds too often; a convention of this software. */
export const ATTACK_ALARM = 0.1;

/** Lower limit of the share of copied patients beyond chance above which there are too many; a convention of this software. */
export const COPIES_ALARM = 0.01;

/** Rows that exact copies were looked for among. */
export interface RealRows {
  readonly training: number;
  readonly heldOut: number;
}

/**
 * What the privacy figures say, and that they guarantee nothing. Each figure that is there can raise the alarm; none is
 * taken for safety where the leakage coefficient is missing.
 */
export function privacyStatement(privacy: ReportPrivacy, rows: RealRows): PrivacyStatement {
  const { cohort, synthetic, independent } = privacy;
  const isAlarm = isAlarming(synthetic) || copiedShare(privacy, rows) > COPIES_ALARM;
  const alarm = isAlarm || (synthetic.leakage === null ? null : false);
  const others = [membershipSentence(synthetic), attackSentence(synthetic)].filter(Boolean);
  const sentences = [
    alarm === null ? unknownSentence(others.length > 0) : alarmSentence(alarm),
    leakageSentence(synthetic, independent),
    ...others,
    copiesSentence(synthetic),
    'Averages can miss a few memorised patients: none of these figures is a guarantee.',
  ];
  return { cohort, alarm, sentence: sentences.filter(Boolean).join(' ') };
}

function alarmSentence(alarm: boolean): string {
  return alarm ? 'Alarm: the rows tell who was in training, or about them.' : 'No alarm.';
}

function unknownSentence(isPartlyKnown: boolean): string {
  const known = isPartlyKnown ? 'Privacy was assessed in part only' : 'Privacy was not assessed';
  return `${known}: treat the rows as if they were patients’ own.`;
}

/**
 * Lower limit of the share of patients with an exact copy beyond chance, as rows of few columns have copies by chance: of
 * training patients beyond held-out ones, or the other way round, which says that these were not held out; without held-out
 * patients beyond the copies in a cohort of independent columns. Suppressed counts are taken for 0.
 */
function copiedShare({ synthetic, independent }: ReportPrivacy, { training, heldOut }: RealRows): number {
  if (training === 0) return 0;
  const share = (copies: number | null | undefined, patients: number) =>
    wilsonInterval((copies ?? 0) / patients, patients);
  const ofTraining = share(synthetic.exactMatches?.training, training);
  if (heldOut === 0) return residualRisk(ofTraining, share(independent.exactMatches?.training, training)).lower;
  const ofHeldOut = share(synthetic.exactMatches?.heldOut, heldOut);
  return Math.max(residualRisk(ofTraining, ofHeldOut).lower, residualRisk(ofHeldOut, ofTraining).lower);
}

export interface NamedAttack {
  readonly name: string;
  readonly figure: AttackFigure;
}

/** The attack of each kind as a whole; linking by its fewest neighbours. */
export function attacksOn({ singlingOut, linkability, inference }: CohortPrivacy): NamedAttack[] {
  const attacks: readonly (readonly [string, AttackFigure | null | undefined])[] = [
    ['singling out by one column', singlingOut.univariate],
    ['singling out by several columns', singlingOut.multivariate],
    ['linking', linkability.at(0)],
    ['inferring a column', inference.overall],
  ];
  return attacks.flatMap(([name, figure]) => (figure ? [{ name, figure }] : []));
}

function isAlarming(synthetic: CohortPrivacy): boolean {
  const { leakage, membership } = synthetic;
  const areas = [membership.raw, membership.calibrated].map((own) => own?.auc ?? 0);
  return (
    (leakage?.coefficient ?? 0) > LEAKAGE_ALARM ||
    areas.some((auc) => auc > MEMBERSHIP_ALARM) ||
    attacksOn(synthetic).some(({ figure }) => (figure.lower ?? 0) > ATTACK_ALARM)
  );
}

function leakageSentence({ leakage }: CohortPrivacy, independent: CohortPrivacy): string {
  if (leakage === null) return '';
  const floor = independent.leakage
    ? `; ${formatFixed(independent.leakage.coefficient, 3)} for independent columns`
    : '';
  return `Leakage coefficient ${formatFixed(leakage.coefficient, 3)} (alarm above ${LEAKAGE_ALARM}${floor}).`;
}

function membershipSentence({ membership: { raw, calibrated } }: CohortPrivacy): string {
  const areas = [raw, calibrated].flatMap((own) => (own ? [own.auc] : []));
  if (areas.length === 0) return '';
  return `Guessing who was in training: AUC ${formatFixed(Math.max(...areas), 2)} (0.5 is chance, alarm above ${MEMBERSHIP_ALARM}).`;
}

/** The attack that gains most. */
function attackSentence(synthetic: CohortPrivacy): string {
  const known = attacksOn(synthetic).filter(({ figure }) => figure.risk !== null);
  const worst = known.toSorted((a, b) => (b.figure.risk ?? 0) - (a.figure.risk ?? 0)).at(0);
  if (!worst) return '';
  const { risk, lower, upper } = worst.figure;
  return `Of the attacks ${worst.name} gains most on training patients: ${formatPercent(risk)} (${formatPercent(lower)} to ${formatPercent(upper)}) of what could be gained.`;
}

function copiesSentence({ exactMatches }: CohortPrivacy): string {
  if (!exactMatches) return '';
  const { training, heldOut } = exactMatches;
  const others = heldOut === 0 ? '' : ` ${copiesOf(heldOut, 'held-out')}`;
  return `${copiesOf(training, 'training')}${others}`;
}

function copiesOf(copies: number | null, set: 'training' | 'held-out'): string {
  if (copies === null) return `Fewer ${set} patients than the minimum cell size have an exact copy.`;
  if (copies === 0) return `No ${set} patient has an exact copy.`;
  return `${formatCount(copies)} ${set} ${copies === 1 ? 'patient has' : 'patients have'} an exact copy.`;
}

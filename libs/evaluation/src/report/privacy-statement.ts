import { formatCount, formatFixed } from './number-format.ts';
import type { PrivacyAssessment, PrivacyStatement } from './report-model.ts';

/** Above this the synthetic rows stand clearly nearer to training rows than to held-out ones (Eckardt et al. 2024). */
export const LEAKAGE_ALARM = 0.05;

/** Area under the curve above which guessing who was in training succeeds too often; a convention of this software. */
export const MEMBERSHIP_ALARM = 0.6;

/** What the privacy figures say, and that they guarantee nothing. */
export function privacyStatement(privacy: PrivacyAssessment): PrivacyStatement {
  const { cohort, leakageCoefficient, membershipAuc } = privacy;
  if (leakageCoefficient === null) {
    return { cohort, alarm: null, sentence: 'Privacy was not assessed: treat the rows as if they were patients’ own.' };
  }
  const alarm = leakageCoefficient > LEAKAGE_ALARM || (membershipAuc !== null && membershipAuc > MEMBERSHIP_ALARM);
  const sentences = [
    alarm ? 'Alarm: the rows tell who was in training.' : 'No alarm.',
    leakageSentence(privacy),
    membershipSentence(privacy),
    copiesSentence(privacy),
    'Averages can miss a few memorised patients: none of these figures is a guarantee.',
  ];
  return { cohort, alarm, sentence: sentences.filter(Boolean).join(' ') };
}

function leakageSentence({ leakageCoefficient, leakageFloor }: PrivacyAssessment): string {
  const floor = leakageFloor === null ? '' : `; ${formatFixed(leakageFloor, 3)} for independent columns`;
  return `Leakage coefficient ${formatFixed(leakageCoefficient, 3)} (alarm above ${LEAKAGE_ALARM}${floor}).`;
}

function membershipSentence({ membershipAuc }: PrivacyAssessment): string {
  if (membershipAuc === null) return '';
  return `Guessing who was in training: AUC ${formatFixed(membershipAuc, 2)} (0.5 is chance, alarm above ${MEMBERSHIP_ALARM}).`;
}

function copiesSentence({ exactMatches }: PrivacyAssessment): string {
  const { training } = exactMatches;
  if (training === null) return 'Fewer training patients than the minimum cell size have an exact copy.';
  if (training === 0) return 'No training patient has an exact copy.';
  return `${formatCount(training)} training ${training === 1 ? 'patient has' : 'patients have'} an exact copy.`;
}

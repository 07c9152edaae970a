import type { Assessment, AssessmentScore } from '#evaluation/assessment';

const WIDTHS = [46, 11, 10, 11] as const;

/**
 * Scores of a federated and a pooled study side by side, against training rows, and the change in percent; for
 * predictions, whose scores lie about 0, the difference.
 */
export function costTable(federated: Assessment, pooled: Assessment): string {
  const lines = [
    row('Cost of federation', 'federated', 'pooled', 'change'),
    ...federated.scores.filter(({ against }) => against === 'training').map((score) => scoreRow(score, pooled)),
  ];
  return lines.join('\n');
}

function scoreRow(score: AssessmentScore, pooled: Assessment): string {
  const twin = pooled.scores.find(
    ({ name, subject, against }) => name === score.name && subject === score.subject && against === score.against,
  );
  const [ours, theirs] = [score.value, twin?.value ?? null];
  const isPrediction = score.name === 'prediction';
  const change = ours === null || theirs === null ? '–' : changeOf(ours, theirs, isPrediction);
  const label = isPrediction ? 'Prediction, MCC' : score.label;
  const subject = score.subject === undefined ? '' : ` (${score.subject})`;
  return row(`${label}${subject}`, fixed(ours), fixed(theirs), change);
}

function row(...cells: readonly [string, string, string, string]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[i]))).join('');
}

function fixed(value: number | null): string {
  return value === null ? '–' : value.toFixed(3).replace('-', '−');
}

function changeOf(ours: number, theirs: number, asDifference: boolean): string {
  if (asDifference) return signed(ours - theirs, 3, '');
  return theirs === 0 ? '–' : signed(100 * (ours / theirs - 1), 1, ' %');
}

function signed(value: number, digits: number, unit: string): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}${unit}`;
}

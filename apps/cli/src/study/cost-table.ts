import type { Assessment, AssessmentScore } from '#evaluation/assessment';

const WIDTHS = [38, 11, 9, 10] as const;

/** Scores of a federated and a pooled study side by side, against training rows, and the difference in percent. */
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
  const change = ours === null || theirs === null || theirs === 0 ? '–' : signedPercent(ours / theirs - 1);
  const subject = score.subject === undefined ? '' : ` (${score.subject})`;
  return row(`${score.label}${subject}`, fixed(ours), fixed(theirs), change);
}

function row(...cells: readonly [string, string, string, string]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[i]))).join('');
}

function fixed(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

function signedPercent(change: number): string {
  return `${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(1)} %`;
}

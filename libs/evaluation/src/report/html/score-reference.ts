import { formatScore, formatSpan } from '../number-format.ts';
import type { ScoreValue } from '../report-model.ts';

/** Floor or ceiling: of several cohorts the least and the greatest where they differ, of one with its spread over draws. */
export function reference(values: readonly (ScoreValue | undefined)[], which: 'floor' | 'ceiling'): string {
  const [only] = values;
  const deviation = values.length === 1 && only ? only[`${which}Deviation`] : undefined;
  if (deviation !== undefined) return `${formatScore(only?.[which])} ± ${formatScore(deviation)}`;
  return formatSpan(
    values.map((entry) => entry?.[which] ?? null),
    formatScore,
  );
}

import { formatScore, formatSpan } from '../number-format.ts';
import type { ScoreValue } from '../report-model.ts';

/** Floor or ceiling: of several cohorts the least and the greatest where they differ. */
export function reference(values: readonly (ScoreValue | undefined)[], which: 'floor' | 'ceiling'): string {
  return formatSpan(
    values.map((entry) => entry?.[which] ?? null),
    formatScore,
  );
}

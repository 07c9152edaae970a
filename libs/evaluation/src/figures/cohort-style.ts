import type { Cohort } from '../report/report-model.ts';

/** How a cohort is drawn: the CSS class carries colour and dash pattern, so meaning never rests on colour alone. */
export interface CohortStyle {
  readonly label: string;
  readonly className: string;
}

export type CohortStyles = ReadonlyMap<string, CohortStyle>;

/** Synthetic cohorts that have a colour of their own; further ones share the last. */
const SYNTHETIC_STYLES = 3;

/** Real cohorts in ink, synthetic ones in the colours of the palette, by id. */
export function cohortStyles(cohorts: readonly Cohort[]): CohortStyles {
  let synthetic = 0;
  const styles = new Map<string, CohortStyle>();
  for (const { id, label, role } of cohorts) {
    const className = role === 'synthetic' ? `syn${Math.min(++synthetic, SYNTHETIC_STYLES)}` : role;
    styles.set(id, { label, className });
  }
  return styles;
}

export function styleOf(styles: CohortStyles, cohort: string): CohortStyle {
  return styles.get(cohort) ?? { label: cohort, className: 'training' };
}

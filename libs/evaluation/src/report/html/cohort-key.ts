import { styleOf, type CohortStyle, type CohortStyles } from '../../figures/cohort-style.ts';
import { markup, type Markup } from '../../figures/markup.ts';
import { stripMark } from '../../figures/strip.ts';

export type KeySymbol = 'dot' | 'histogram' | 'bar' | 'curve';

const SYMBOLS: Readonly<Record<KeySymbol, (className: string) => Markup>> = {
  dot: (className) => stripMark(className, 11, 6),
  histogram: (className) => markup`<path class="histogram ${className}" d="M2 11V3h18v8"/>`,
  bar: (className) => markup`<rect class="bar ${className}" x="2" y="2" width="18" height="8"/>`,
  curve: (className) => markup`<path class="curve ${className}" d="M0 6h22"/>`,
};

/** Which mark stands for which cohort (ids). */
export function cohortKey(cohorts: Iterable<string>, symbol: KeySymbol, styles: CohortStyles): Markup {
  return styleKey(
    [...new Set(cohorts)].map((id) => styleOf(styles, id)),
    symbol,
  );
}

/** Which mark of a strip stands for which cohort. */
export function stripKey(styles: readonly CohortStyle[]): Markup {
  return styleKey(styles, 'dot');
}

function styleKey(styles: readonly CohortStyle[], symbol: KeySymbol): Markup {
  return markup`<p class="key">${styles.map(
    ({ label, className }) =>
      markup`<span><svg class="figure" width="22" height="12" aria-hidden="true">${SYMBOLS[symbol](className)}</svg>${label}</span>`,
  )}</p>`;
}

import { barFigure } from '../../figures/bar-figure.ts';
import { styleOf, type CohortStyles } from '../../figures/cohort-style.ts';
import { dotFigure } from '../../figures/dot-figure.ts';
import { histogramFigure } from '../../figures/histogram-figure.ts';
import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { stripTicks } from '../../figures/strip.ts';
import { formatMeasure, formatPercent, formatPercentNumber } from '../number-format.ts';
import type { CategoricalDistribution, Distribution, NumericDistribution, ReportModel } from '../report-model.ts';
import { blocksOf } from './blocks.ts';
import { cohortKey } from './cohort-key.ts';
import { stateName } from './column-name.ts';
import { byGroup } from './compared-cohorts.ts';
import { dataTable } from './table.ts';

/**
 * Small multiples: histograms of numeric columns, bars of columns with several states, a dot plot of the two-state ones.
 * Held-out patients are in report.json; drawn, they would hide the comparison.
 */
export function distributionsSection({ about, distributions, cohorts }: ReportModel, styles: CohortStyles): Markup {
  if (distributions.length === 0) return NOTHING;
  const drawn = new Set(cohorts.filter(({ role }) => role !== 'held-out').map(({ id }) => id));
  const numeric = distributions.filter((own) => own.kind === 'numeric').map((own) => restrict(own, drawn));
  const categorical = distributions.filter((own) => own.kind === 'categorical').map((own) => restrict(own, drawn));
  const twoStates = categorical.filter(({ states }) => states.length === 2);
  const manyStates = categorical.filter(({ states }) => states.length !== 2);
  return markup`<section aria-labelledby="distributions"><h2 id="distributions">Distributions</h2>${numericPart(numeric, about.from, styles)}${barPart(manyStates, styles)}${dotPart(twoStates, styles)}</section>`;
}

function restrict<D extends Distribution>(distribution: D, cohorts: ReadonlySet<string>): D {
  const series = distribution.series.filter(({ cohort }) => cohorts.has(cohort));
  return { ...distribution, series };
}

function cohortsOf(distributions: readonly Distribution[]): string[] {
  return [...new Set(distributions.flatMap(({ series }) => series.map(({ cohort }) => cohort)))];
}

function numericPart(
  distributions: readonly NumericDistribution[],
  from: ReportModel['about']['from'],
  styles: CohortStyles,
): Markup {
  if (distributions.length === 0) return NOTHING;
  return markup`<h3>Numeric columns</h3>${cohortKey(cohortsOf(distributions), 'histogram', styles)}<div class="cards">${distributions.map(
    (distribution, index) =>
      markup`<figure class="card"><figcaption><strong>${distribution.title ?? distribution.field}</strong></figcaption>${hasValues(distribution) ? histogramFigure(distribution, `histogram-${index}`, styles) : markup`<p>No values.</p>`}${numbersOf(distribution, styles)}</figure>`,
  )}</div><p class="small">Axes leave out the outermost 0.25 % of values at either end.${from === 'sums' && ' Medians are read off the agreed bins.'}</p>`;
}

function hasValues({ series }: NumericDistribution): boolean {
  return series.some(({ edges }) => edges.length > 1);
}

function numbersOf({ series }: NumericDistribution, styles: CohortStyles): Markup {
  const anyMissing = series.some(({ missing }) => missing !== 0);
  const headings = ['', 'Median', 'Mean', 'SD', ...(anyMissing ? ['Missing'] : [])];
  const rows = series.map(({ cohort, median, mean, standardDeviation, missing }) => ({
    cells: [
      styleOf(styles, cohort).label,
      formatMeasure(median),
      formatMeasure(mean),
      formatMeasure(standardDeviation),
      ...(anyMissing ? [formatPercent(missing)] : []),
    ],
  }));
  return dataTable(
    '',
    headings.map((heading) => ({ heading })),
    [{ rows }],
  );
}

function barPart(distributions: readonly CategoricalDistribution[], styles: CohortStyles): Markup {
  if (distributions.length === 0) return NOTHING;
  return markup`<h3>Columns with several states, % of patients</h3>${cohortKey(cohortsOf(distributions), 'bar', styles)}<div class="cards">${distributions.map(
    (distribution, index) =>
      markup`<figure class="card"><figcaption><strong>${distribution.title ?? distribution.field}</strong></figcaption>${barFigure(distribution, `bars-${index}`, styles)}</figure>`,
  )}</div>`;
}

function dotPart(distributions: readonly CategoricalDistribution[], styles: CohortStyles): Markup {
  if (distributions.length === 0) return NOTHING;
  const cohorts = cohortsOf(distributions);
  const shares = distributions.flatMap((distribution) => cohorts.map((id) => knownShare(distribution, id) ?? 0));
  const highest = Math.ceil(Math.max(0.05, ...shares) * 20) / 20;
  const anyMissing = distributions.some(({ series }) => series.some(({ missing }) => missing !== 0));
  const tables = blocksOf(byGroup(distributions, ({ group }) => group)).map(({ group, members }) => {
    const shared = { cohorts, highest, anyMissing, styles };
    const rows = members.map((member) => dotRow(member, shared));
    return dataTable('', dotColumns(group, shared), [{ rows }]);
  });
  return markup`<h3>Columns with two states, % of patients with a known state</h3>${cohortKey(cohorts, 'dot', styles)}<div class="groups${cohorts.length > 2 && ' single'}">${tables}</div>${anyMissing && markup`<p class="small">Missing: % of all rows, ${cohorts.map((id) => styleOf(styles, id).label).join(' / ')}.</p>`}`;
}

interface DotTable {
  readonly cohorts: readonly string[];
  /** Right end of the axis, the same for all groups. */
  readonly highest: number;
  readonly anyMissing: boolean;
  readonly styles: CohortStyles;
}

function dotColumns(group: string, { cohorts, highest, anyMissing, styles }: DotTable) {
  return [
    { heading: group === '' ? 'Column' : group },
    ...cohorts.map((id) => ({ heading: styleOf(styles, id).label })),
    ...(anyMissing ? [{ heading: 'Missing' }] : []),
    { heading: stripTicks(['0', formatPercent(highest, 0)]), text: true },
  ];
}

/** One column: the share of its second state among the known ones, in numbers and as dots. */
function dotRow(distribution: CategoricalDistribution, { cohorts, highest, anyMissing, styles }: DotTable) {
  const name = stateName(distribution, distribution.states[1]);
  const dots = cohorts.map((id) => ({ style: styleOf(styles, id), value: knownShare(distribution, id) }));
  return {
    cells: [
      name,
      ...dots.map(({ value }) => formatPercentNumber(value)),
      ...(anyMissing ? [missingShares(distribution, cohorts)] : []),
      dotFigure(name, dots, { low: 0, high: highest, format: formatPercent }),
    ],
  };
}

/** null where either count is suppressed: the share of the other would be wrong. */
function knownShare({ series }: CategoricalDistribution, cohort: string): number | null {
  const [first, second] = series.find((candidate) => candidate.cohort === cohort)?.shares ?? [];
  if (typeof first !== 'number' || typeof second !== 'number' || first + second === 0) return null;
  return second / (first + second);
}

function missingShares({ series }: CategoricalDistribution, cohorts: readonly string[]): string {
  const shares = cohorts.map((id) => series.find(({ cohort }) => cohort === id)?.missing ?? null);
  return shares.every((share) => share === 0) ? '' : shares.map((share) => formatPercentNumber(share)).join(' / ');
}

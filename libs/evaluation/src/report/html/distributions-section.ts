import { barFigure } from '../../figures/bar-figure.ts';
import { styleOf, type CohortStyles } from '../../figures/cohort-style.ts';
import { dotFigure } from '../../figures/dot-figure.ts';
import { histogramFigure } from '../../figures/histogram-figure.ts';
import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatMeasure, formatPercent, formatPercentNumber, UNDEFINED_VALUE } from '../number-format.ts';
import type { CategoricalDistribution, NumericDistribution, ReportModel } from '../report-model.ts';
import { cohortKey } from './cohort-key.ts';
import { dataTable } from './table.ts';

/** Small multiples: histograms of numeric columns, bars of columns with several states, a dot plot of the two-state ones. */
export function distributionsSection({ distributions }: ReportModel, styles: CohortStyles): Markup {
  if (distributions.length === 0) return NOTHING;
  const numeric = distributions.filter((distribution) => distribution.kind === 'numeric');
  const categorical = distributions.filter((distribution) => distribution.kind === 'categorical');
  const twoStates = categorical.filter(({ states }) => states.length === 2);
  const manyStates = categorical.filter(({ states }) => states.length !== 2);
  return markup`<section aria-labelledby="distributions"><h2 id="distributions">Distributions</h2>${numericPart(numeric, styles)}${barPart(manyStates, styles)}${dotPart(twoStates, styles)}</section>`;
}

function cohortsOf(distributions: readonly { readonly series: readonly { readonly cohort: string }[] }[]): string[] {
  return distributions.flatMap(({ series }) => series.map(({ cohort }) => cohort));
}

function numericPart(distributions: readonly NumericDistribution[], styles: CohortStyles): Markup {
  if (distributions.length === 0) return NOTHING;
  return markup`<h3>Numeric columns</h3>${cohortKey(cohortsOf(distributions), 'histogram', styles)}<div class="cards">${distributions.map(
    (distribution, index) =>
      markup`<figure class="card"><figcaption><strong>${distribution.title ?? distribution.field}</strong></figcaption>${histogramFigure(distribution, `histogram-${index}`, styles)}<p class="small">${distribution.series.map((series) => markup`${styleOf(styles, series.cohort).label}: ${centre(series)}, missing ${formatPercent(series.missing)}<br>`)}</p></figure>`,
  )}</div><p class="small">The axis ends where each cohort has 99.5 % of its values.</p>`;
}

function centre({ median, mean, standardDeviation }: NumericDistribution['series'][number]): string {
  const average = `mean ${formatMeasure(mean)} (SD ${formatMeasure(standardDeviation)})`;
  return median === undefined || median === null ? average : `median ${formatMeasure(median)}, ${average}`;
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
  const groups = Map.groupBy(distributions, ({ group }) => group ?? '');
  let shown = 0;
  const tables = [...groups].map(([group, members]) => {
    const table = dotTable(group, members, shown, styles);
    shown += members.length;
    return table;
  });
  return markup`<h3>Columns with two states, % of patients with a known state</h3>${cohortKey(cohortsOf(distributions), 'dot', styles)}<div class="groups">${tables}</div>`;
}

/** A row per column: the share of its second state among the known ones, in numbers and as dots. */
function dotTable(
  group: string,
  members: readonly CategoricalDistribution[],
  from: number,
  styles: CohortStyles,
): Markup {
  const cohorts = [...new Set(cohortsOf(members))];
  const rows = members.map((distribution) => ({
    distribution,
    shares: cohorts.map((id) => knownShare(distribution, id)),
  }));
  const highest = Math.max(0.05, ...rows.flatMap(({ shares }) => shares.map((share) => share ?? 0)));
  const anyMissing = members.some(({ series }) => series.some(({ missing }) => missing !== 0));
  const columns = [
    { heading: group === '' ? 'Column' : group },
    ...cohorts.map((id) => ({ heading: styleOf(styles, id).label })),
    ...(anyMissing ? [{ heading: 'Missing' }] : []),
    { heading: `0 to ${formatPercent(highest, 0)}`, text: true },
  ];
  return dataTable('', columns, [
    {
      rows: rows.map(({ distribution, shares }, index) => ({
        cells: [
          rowName(distribution),
          ...shares.map((share) => formatPercentNumber(share)),
          ...(anyMissing ? [missingShares(distribution, cohorts)] : []),
          dotFigure(
            rowName(distribution),
            cohorts.map((id, cohort) => ({ style: styleOf(styles, id), share: shares[cohort] })),
            highest,
            `dots-${from + index}`,
          ),
        ],
      })),
    },
  ]);
}

function knownShare({ series }: CategoricalDistribution, cohort: string): number | null {
  const [first, second] = series.find((candidate) => candidate.cohort === cohort)?.shares ?? [];
  const known = (first ?? 0) + (second ?? 0);
  return second === undefined || second === null || known === 0 ? null : second / known;
}

function missingShares({ series }: CategoricalDistribution, cohorts: readonly string[]): string {
  const shares = cohorts.map((id) => series.find(({ cohort }) => cohort === id)?.missing ?? null);
  return shares.every((share) => share === 0)
    ? UNDEFINED_VALUE
    : shares.map((share) => formatPercentNumber(share)).join(' / ');
}

/** Markers coded 0/1 or no/yes go by their column's name; others name the state that is counted. */
function rowName({ title, field, states }: CategoricalDistribution): string {
  const name = title ?? field;
  return /^(1|yes|true|present|positive|mutated)$/i.test(states[1]) ? name : `${name}: ${states[1]}`;
}

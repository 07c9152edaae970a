import { scaleLinear } from 'd3-scale';
import { formatPercent, formatPercentNumber } from '../report/number-format.ts';
import type { CategoricalDistribution } from '../report/report-model.ts';
import { styleOf, type CohortStyles } from './cohort-style.ts';
import { figure, fitText, px } from './figure.ts';
import { markup, type Markup } from './markup.ts';

const WIDTH = 240;
const FONT_SIZE = 10;
const LABEL_WIDTH = 108;
const NUMBER_WIDTH = 36;
const BAR_HEIGHT = 8;

interface Row {
  readonly label: string;
  readonly shares: readonly (number | null)[];
}

/** Paired bars of one categorical column: a row per state and one for missing values, in per cent of all rows. */
export function barFigure(distribution: CategoricalDistribution, id: string, styles: CohortStyles): Markup {
  const rows = rowsOf(distribution);
  const classNames = distribution.series.map(({ cohort }) => styleOf(styles, cohort).className);
  const highest = Math.max(1e-9, ...rows.flatMap(({ shares }) => shares.map((value) => value ?? 0)));
  const x = scaleLinear([0, highest], [0, WIDTH - LABEL_WIDTH - NUMBER_WIDTH - 8]);
  const rowHeight = distribution.series.length * (BAR_HEIGHT + 2) + 7;
  return figure(
    {
      id,
      title: `Distribution of ${distribution.title ?? distribution.field}`,
      description: describe(rows, distribution, styles),
    },
    { width: WIDTH, height: rows.length * rowHeight + 4, fontSize: FONT_SIZE, className: 'bars' },
    markup`${rows.map((row, index) => drawRow(row, index * rowHeight + 4, classNames, x))}`,
  );
}

/** States in the dictionary's order, then missing where any cohort has missing values. */
function rowsOf({ states, series }: CategoricalDistribution): Row[] {
  const rows: Row[] = states.map((label, state) => ({ label, shares: series.map(({ shares }) => shares[state]) }));
  const missing = series.map((cohort) => cohort.missing);
  return missing.some((value) => value !== 0) ? [...rows, { label: 'missing', shares: missing }] : rows;
}

function drawRow(
  { label, shares }: Row,
  top: number,
  classNames: readonly string[],
  x: (share: number) => number,
): Markup {
  const middle = top + (shares.length * (BAR_HEIGHT + 2)) / 2;
  const bars = shares.map((value, series) => {
    const y = top + series * (BAR_HEIGHT + 2);
    const width = px(x(value ?? 0));
    return markup`<rect class="bar ${classNames[series]}" x="${LABEL_WIDTH}" y="${y}" width="${width}" height="${BAR_HEIGHT}"/><text class="number" x="${px(LABEL_WIDTH + width + 4)}" y="${y + BAR_HEIGHT - 0.5}">${formatPercentNumber(value)}</text>`;
  });
  return markup`<text x="${LABEL_WIDTH - 6}" y="${px(middle + FONT_SIZE * 0.3)}" text-anchor="end">${fitText(label, FONT_SIZE, LABEL_WIDTH - 6)}</text>${bars}`;
}

function describe(rows: readonly Row[], { series }: CategoricalDistribution, styles: CohortStyles): string {
  return series
    .map(({ cohort }, index) => {
      const parts = rows.map(({ label, shares }) => `${label} ${formatPercent(shares[index])}`);
      return `${styleOf(styles, cohort).label}: ${parts.join(', ')}.`;
    })
    .join(' ');
}

import { scaleLinear } from 'd3-scale';
import { formatMeasure, formatPercent } from '../report/number-format.ts';
import type { NumericDistribution } from '../report/report-model.ts';
import { horizontalAxis, verticalAxis, type Tick } from './axis.ts';
import { styleOf, type CohortStyles } from './cohort-style.ts';
import { figure, px } from './figure.ts';
import { markup, type Markup } from './markup.ts';

const WIDTH = 240;
const HEIGHT = 142;
const PLOT = { left: 34, right: 232, top: 8, bottom: 104 };
const FONT_SIZE = 10;
const SHOWN_MASS = 0.995;

interface Histogram {
  /** First and last bin drawn. */
  readonly from: number;
  readonly to: number;
  readonly heights: readonly { readonly cohort: string; readonly values: readonly number[] }[];
  readonly unequal: boolean;
}

/** Overlaid histograms of one numeric column: real rows as a filled area, synthetic rows as outlines. */
export function histogramFigure(distribution: NumericDistribution, id: string, styles: CohortStyles): Markup {
  const name = distribution.title ?? distribution.field;
  const histogram = heightsOf(distribution);
  const { x, ticks } = horizontalScale(distribution.edges, histogram);
  const highest = Math.max(
    1e-9,
    ...histogram.heights.flatMap(({ values }) => values.slice(histogram.from, histogram.to + 1)),
  );
  const y = scaleLinear([0, highest], [PLOT.bottom, PLOT.top]);
  return figure(
    { id, title: `Distribution of ${name}`, description: describe(distribution, styles) },
    { width: WIDTH, height: HEIGHT, fontSize: FONT_SIZE, className: 'histograms' },
    markup`${verticalAxis({
      top: PLOT.top,
      bottom: PLOT.bottom,
      x: PLOT.left,
      right: PLOT.right,
      ticks: histogram.unequal
        ? []
        : y.ticks(3).map((value) => ({ at: y(value), label: String(Math.round(value * 1000) / 10) })),
      title: histogram.unequal ? 'density' : '% of values',
      titleX: 10,
      fontSize: FONT_SIZE,
    })}${histogram.heights.map(
      ({ cohort, values }) =>
        markup`<path class="histogram ${styleOf(styles, cohort).className}" d="${outline(distribution.edges, values, histogram, x, y)}"/>`,
    )}${horizontalAxis({
      left: PLOT.left,
      right: PLOT.right,
      y: PLOT.bottom,
      ticks,
      title: distribution.unit ? `${name}, ${distribution.unit}` : name,
      fontSize: FONT_SIZE,
    })}`,
  );
}

function heightsOf({ edges, series }: NumericDistribution): Histogram {
  const bins = edges.length - 1;
  const widths = Array.from({ length: bins }, (_, bin) => edges[bin + 1] - edges[bin]);
  const widest = Math.max(...widths);
  const unequal = widths.some((width) => Math.abs(width - widths[0]) > 1e-6 * widest);
  return {
    from: 0,
    to: lastShownBin(series.map(({ shares }) => shares)),
    heights: series.map(({ cohort, shares }) => ({
      cohort,
      values: shares.map((value, bin) => (unequal ? (value ?? 0) / widths[bin] : (value ?? 0))),
    })),
    unequal,
  };
}

/** The last bin before each cohort's uppermost half per cent: a lone outlier must not flatten the plot. */
function lastShownBin(series: readonly (readonly (number | null)[])[]): number {
  const lastOf = (shares: readonly (number | null)[]): number => {
    let mass = 0;
    const target = SHOWN_MASS * shares.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    const index = shares.findIndex((value) => (mass += value ?? 0) >= target);
    return index < 0 ? shares.length - 1 : index;
  };
  return Math.max(0, ...series.map(lastOf));
}

function horizontalScale(edges: readonly number[], { from, to }: Histogram) {
  const low = edges[from];
  const high = edges[to + 1];
  const x = scaleLinear([low, high], [PLOT.left, PLOT.right]);
  return { x, ticks: x.ticks(5).map((value): Tick => ({ at: x(value), label: formatMeasure(value) })) };
}

function outline(
  edges: readonly number[],
  heights: readonly number[],
  { from, to }: Histogram,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  let path = `M${px(x(edges[from]))} ${PLOT.bottom}`;
  for (let bin = from; bin <= to; bin++) path += `V${px(y(heights[bin]))}H${px(x(edges[bin + 1]))}`;
  return `${path}V${PLOT.bottom}`;
}

function describe({ series, unit }: NumericDistribution, styles: CohortStyles): string {
  return series
    .map(({ cohort, median, mean, missing }) => {
      const centre =
        median === undefined || median === null ? (['mean', mean] as const) : (['median', median] as const);
      return `${styleOf(styles, cohort).label}: ${centre[0]} ${formatMeasure(centre[1])} ${unit ?? ''}, missing ${formatPercent(missing)}.`;
    })
    .join(' ');
}

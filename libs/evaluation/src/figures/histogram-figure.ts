import { scaleLinear, scaleLog } from 'd3-scale';
import { formatMeasure, formatPercent } from '../report/number-format.ts';
import type { NumericDistribution } from '../report/report-model.ts';
import { horizontalAxis, verticalAxis, type Tick } from './axis.ts';
import { styleOf, type CohortStyles } from './cohort-style.ts';
import { figure, px, textWidth } from './figure.ts';
import { markup, type Markup } from './markup.ts';

const WIDTH = 240;
const HEIGHT = 142;
const PLOT = { left: 38, right: 232, top: 8, bottom: 104 };
const FONT_SIZE = 10;
/** Share of each cohort's values left out at either end. */
const CUT_MASS = 0.0025;
const MOST_BINS = 36;
/** A median nearer to the foot of a linear axis than this part of it leaves one spike and a flat line. */
const LONG_TAIL = 0.1;
/** Of values in a first bin that begins at 0 or below, of which a logarithmic axis shows the upper half only. */
const MOST_AT_ZERO = 0.05;

type Series = NumericDistribution['series'][number];

/** Densities over bins: linear, or logarithmic where bins grow with the value or most values lie at the axis's foot. */
interface Histogram {
  readonly logarithmic: boolean;
  /** The least and the greatest edge drawn. */
  readonly domain: readonly [number, number];
  readonly densities: readonly Density[];
}

interface Density {
  readonly cohort: string;
  /** Edges of the bins that are drawn; cohorts may have bins of their own. */
  readonly edges: readonly number[];
  /** Share of values per unit, or per doubling on the logarithmic scale. */
  readonly values: readonly number[];
}

/** Overlaid histograms of one numeric column: real rows as a filled area, synthetic rows as outlines. */
export function histogramFigure(distribution: NumericDistribution, id: string, styles: CohortStyles): Markup {
  const name = distribution.title ?? distribution.field;
  const histogram = histogramOf(distribution);
  const { x, ticks } = horizontalScale(histogram);
  const highest = Math.max(1e-9, ...histogram.densities.flatMap(({ values }) => values));
  const y = scaleLinear([0, highest], [PLOT.bottom, PLOT.top]);
  return figure(
    { id, title: `Distribution of ${name}`, description: describe(distribution, styles) },
    { width: WIDTH, height: HEIGHT, fontSize: FONT_SIZE, className: 'histograms' },
    markup`${verticalAxis({
      top: PLOT.top,
      bottom: PLOT.bottom,
      x: PLOT.left,
      right: PLOT.right,
      ticks: y.ticks(3).map((value) => ({ at: y(value), label: tickLabel(value * 100) })),
      title: histogram.logarithmic ? '% per doubling' : `% per ${oneOf(distribution.unit)}`,
      titleX: 9,
      fontSize: FONT_SIZE,
    })}${histogram.densities.map(
      ({ cohort, edges, values }) =>
        markup`<path class="histogram ${styleOf(styles, cohort).className}" d="${outline(edges, values, x, y)}"/>`,
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

function histogramOf({ series }: NumericDistribution): Histogram {
  const drawn = series.filter(({ edges }) => edges.length > 1);
  const [low, high] = shownRange(drawn);
  const logarithmic = hasLogarithmicBins(drawn[0].edges) || isLongTailed(drawn, [low, high]);
  const densities = drawn.map((own) => densityOf(own, [low, high], logarithmic));
  const edges = densities.flatMap((own) => own.edges);
  return { logarithmic, domain: [Math.min(...edges), Math.max(...edges)], densities };
}

/** Over the bins that reach into the range, joined where they are too narrow. */
function densityOf({ cohort, edges, shares }: Series, [low, high]: Range, logarithmic: boolean): Density {
  const position = logarithmic ? Math.log2 : (value: number): number => value;
  const first = Math.max(
    0,
    edges.findLastIndex((edge) => edge <= low),
  );
  const end = edges.findIndex((edge) => edge >= high);
  const shown = edges.slice(first, end < 0 ? undefined : end + 1);
  if (logarithmic && shown[0] <= 0) shown[0] = shown[1] / 2;
  const kept = wideEnough(shown.map(position));
  const values = kept.slice(1).map((to, bin) => {
    const share = totalOf(shares.slice(first + kept[bin], first + to));
    return share / (position(shown[to]) - position(shown[kept[bin]]));
  });
  return { cohort, edges: kept.map((index) => shown[index]), values };
}

/** Indices of the edges to keep, so that no bin is too narrow to be seen: a sliver would tower over the rest. */
function wideEnough(positions: readonly number[]): number[] {
  const end = positions.length - 1;
  const narrowest = (positions[end] - positions[0]) / MOST_BINS;
  const kept = [0];
  for (let index = 1; index < end; index++) {
    const isWide = positions[index] - positions[kept[kept.length - 1]] >= narrowest * 0.999;
    if (isWide && positions[end] - positions[index] >= narrowest * 0.999) kept.push(index);
  }
  return [...kept, end];
}

/** Whether the bins are more even on a logarithmic scale than on a linear one and than on one of square roots. */
function hasLogarithmicBins(edges: readonly number[]): boolean {
  if (edges.length < 8 || edges[1] <= 0) return false;
  const inner = edges.slice(1);
  const logarithmic = unevenness(inner.map(Math.log));
  return logarithmic < unevenness(inner) && logarithmic < unevenness(inner.map(Math.sqrt));
}

function isLongTailed(series: readonly Series[], [low, high]: Range): boolean {
  const [{ edges, shares }] = series;
  const middle = binOfMass(shares, totalOf(shares) / 2);
  const median = (edges[middle] + edges[middle + 1]) / 2;
  return median - low < LONG_TAIL * (high - low) && series.every(isPositive);
}

function isPositive({ edges, shares }: Series): boolean {
  return edges[0] > 0 || (edges[1] > 0 && (shares[0] ?? 0) <= MOST_AT_ZERO * totalOf(shares));
}

function totalOf(shares: Series['shares']): number {
  return shares.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

/** Interquartile range of the bin widths in medians. */
function unevenness(positions: readonly number[]): number {
  const widths = positions
    .slice(1)
    .map((position, bin) => position - positions[bin])
    .toSorted((a, b) => a - b);
  const quantile = (probability: number): number => widths[Math.floor(probability * (widths.length - 1))];
  return (quantile(0.75) - quantile(0.25)) / quantile(0.5);
}

type Range = readonly [number, number];

/** Without each cohort's outermost quarter per cent at either end: a lone outlier must not flatten the plot. */
function shownRange(series: readonly Series[]): Range {
  const ends = series.map(({ edges, shares }) => {
    const total = totalOf(shares);
    return {
      first: edges[binOfMass(shares, CUT_MASS * total)],
      last: edges[binOfMass(shares, (1 - CUT_MASS) * total) + 1],
    };
  });
  return [Math.min(...ends.map(({ first }) => first)), Math.max(...ends.map(({ last }) => last))];
}

/** The bin in which the cumulated share reaches `target`. */
function binOfMass(shares: readonly (number | null)[], target: number): number {
  let mass = 0;
  const index = shares.findIndex((value) => (mass += value ?? 0) >= target);
  return index < 0 ? shares.length - 1 : index;
}

function horizontalScale({ logarithmic, domain }: Histogram) {
  const range = [PLOT.left, PLOT.right];
  const x = logarithmic ? scaleLog(domain, range) : scaleLinear(domain, range);
  const candidates = x.ticks(5).filter((value) => !logarithmic || isRound(value));
  return { x, ticks: withoutOverlap(candidates.map((value) => ({ at: x(value), label: tickLabel(value) }))) };
}

/** 1, 2 or 5 times a power of ten. */
function isRound(value: number): boolean {
  return [1, 2, 5].includes(Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9)));
}

function withoutOverlap(ticks: readonly Tick[]): Tick[] {
  const kept: Tick[] = [];
  let free = -Infinity;
  for (const tick of ticks) {
    const half = textWidth(tick.label, FONT_SIZE) / 2;
    if (tick.at - half < free) continue;
    kept.push(tick);
    free = tick.at + half + 4;
  }
  return kept;
}

/** Ticks are round already: all their digits, and no more. */
function tickLabel(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString('en-GB', { maximumFractionDigits: 6 }).replace('-', '−');
}

/** One of the unit: per year, per percentage point. */
function oneOf(unit: string | undefined): string {
  if (!unit) return 'unit';
  if (unit === '%') return 'percentage point';
  return /^(years|months|weeks|days|hours)$/.test(unit) ? unit.slice(0, -1) : unit;
}

function outline(
  edges: readonly number[],
  heights: readonly number[],
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  let path = `M${px(x(edges[0]))} ${PLOT.bottom}`;
  heights.forEach((height, bin) => (path += `V${px(y(height))}H${px(x(edges[bin + 1]))}`));
  return `${path}V${PLOT.bottom}`;
}

function describe({ series, unit }: NumericDistribution, styles: CohortStyles): string {
  return series
    .map(({ cohort, median, mean, missing }) => {
      const centre = median === null ? `mean ${formatMeasure(mean)}` : `median ${formatMeasure(median)}`;
      const measured = unit ? `${centre} ${unit}` : centre;
      return `${styleOf(styles, cohort).label}: ${measured}, missing ${formatPercent(missing)}.`;
    })
    .join(' ');
}

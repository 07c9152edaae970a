import { scaleLinear } from 'd3-scale';
import { formatCount, formatPercent } from '../report/number-format.ts';
import type { SurvivalCurve, SurvivalCurves } from '../report/report-model.ts';
import { horizontalAxis, verticalAxis } from './axis.ts';
import { styleOf, type CohortStyles } from './cohort-style.ts';
import { figure, px, textWidth } from './figure.ts';
import { markup, type Markup } from './markup.ts';

export interface KaplanMeierOptions {
  readonly id: string;
  /** Width of the drawing: 640 for a page, 340 for a telephone. */
  readonly width: number;
  readonly styles: CohortStyles;
}

interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly fontSize: number;
  readonly x: (time: number) => number;
  readonly y: (survival: number) => number;
  readonly times: readonly number[];
}

/**
 * Kaplan–Meier step curves of several cohorts, with confidence bands where known, and the number at risk under the
 * axis. The legend stands above the plot, so that it never covers a curve.
 */
export function kaplanMeierFigure(survival: SurvivalCurves, options: KaplanMeierOptions): Markup {
  const { curves } = survival;
  const plot = layout(survival, options.width, options.styles);
  const riskTop = plot.bottom + 3.6 * plot.fontSize + 12;
  const height = Math.ceil(riskTop + (curves.length + 1) * rowHeight(plot)) + 2;
  return figure(
    {
      id: options.id,
      title: `Kaplan–Meier curves: ${survival.title ?? survival.endpoint}`,
      description: describe(survival, plot.times, options.styles),
    },
    { width: options.width, height, fontSize: plot.fontSize, className: 'km' },
    markup`${legend(curves, options.styles, plot)}${axes(survival, plot)}${curves.map((curve) =>
      drawCurve(curve, styleOf(options.styles, curve.cohort).className, plot),
    )}${riskTable(curves, options.styles, plot, riskTop)}`,
  );
}

/** Times at which curves are read off: whole years where the unit is months, round numbers otherwise. */
export function readingTimes(survival: SurvivalCurves, atMost: number): number[] {
  const end = lastTime(survival);
  if (!/^months?$/i.test(survival.unit)) return scaleLinear([0, end], [0, 1]).ticks(atMost - 1);
  const step = [6, 12, 24, 36, 60, 120].find((months) => end / months + 1 <= atMost) ?? 240;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}

/** S(t): the value of the last step at or before t. */
export function survivalAt(curve: SurvivalCurve, time: number): number {
  return pointAt(curve, time)?.survival ?? 1;
}

/** Confidence limits of S(t), where known. */
export function limitsAt(curve: SurvivalCurve, time: number): readonly [number, number] | undefined {
  const point = pointAt(curve, time);
  return point?.lower === undefined || point.upper === undefined ? undefined : [point.lower, point.upper];
}

/** Patients at risk at t: the count at the first step at or after t; after the last none, or null where it was cut. */
export function atRiskAt(curve: SurvivalCurve, time: number): number | null {
  const point = curve.points.find((candidate) => candidate.time >= time);
  return point ? point.atRisk : curve.truncated ? null : 0;
}

function pointAt(curve: SurvivalCurve, time: number) {
  return curve.points.findLast((point) => point.time <= time);
}

function lastTime(survival: SurvivalCurves): number {
  return Math.max(1e-9, ...survival.curves.map(({ points }) => points.at(-1)?.time ?? 0));
}

function layout(survival: SurvivalCurves, width: number, styles: CohortStyles): Plot {
  const narrow = width < 480;
  const fontSize = 12;
  const left = narrow ? 54 : 66;
  const right = width - 14;
  const legendRows = Math.max(
    0,
    ...legendPlaces(survival.curves, styles, { left, right, fontSize }).map(({ row }) => row + 1),
  );
  const top = 10 + legendRows * 18;
  const bottom = top + (narrow ? 210 : 290);
  const x = scaleLinear([0, lastTime(survival)], [left, right]);
  const y = scaleLinear([0, 1], [bottom, top]);
  return { left, right, top, bottom, fontSize, x, y, times: readingTimes(survival, narrow ? 6 : 11) };
}

function rowHeight(plot: Plot): number {
  return plot.fontSize + 5;
}

function axes(survival: SurvivalCurves, plot: Plot): Markup {
  return markup`${verticalAxis({
    top: plot.top,
    bottom: plot.bottom,
    x: plot.left,
    right: plot.right,
    ticks: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ at: plot.y(value), label: `${value * 100}` })),
    title: `${survival.title ?? survival.endpoint}, %`,
    titleX: plot.left - 38,
    fontSize: plot.fontSize,
  })}${horizontalAxis({
    left: plot.left,
    right: plot.right,
    y: plot.bottom,
    ticks: plot.times.map((time) => ({ at: plot.x(time), label: formatCount(time) })),
    title: survival.unit ? `Time, ${survival.unit}` : 'Time',
    fontSize: plot.fontSize,
  })}`;
}

function legend(curves: readonly SurvivalCurve[], styles: CohortStyles, plot: Plot): Markup {
  const entries = legendPlaces(curves, styles, plot).map(({ text, className, x, row }) => {
    const y = 12 + row * 18;
    return markup`<path class="curve ${className}" d="M${px(x)} ${y - 4}h26"/><text x="${px(x + 32)}" y="${y}">${text}</text>`;
  });
  return markup`${entries}`;
}

/** Entries side by side, in as many rows as it takes. */
function legendPlaces(
  curves: readonly SurvivalCurve[],
  styles: CohortStyles,
  { left, right, fontSize }: Pick<Plot, 'left' | 'right' | 'fontSize'>,
) {
  let x = left;
  let row = 0;
  return curves.map((curve) => {
    const { label, className } = styleOf(styles, curve.cohort);
    const text = `${label}, n = ${formatCount(curve.patients)}`;
    const width = 32 + textWidth(text, fontSize);
    if (x > left && x + width > right) {
      x = left;
      row++;
    }
    const place = { text, className, x, row };
    x += width + 26;
    return place;
  });
}

function drawCurve(curve: SurvivalCurve, className: string, plot: Plot): Markup {
  const band = bandPath(curve, plot);
  return markup`${band && markup`<path class="band ${className}" d="${band}"/>`}<path class="curve ${className}" d="${stepPath(curve, plot)}"/>`;
}

function stepPath({ points }: SurvivalCurve, plot: Plot): string {
  let path = `M${px(plot.x(0))} ${px(plot.y(1))}`;
  let height = px(plot.y(1));
  for (const { time, survival } of points) {
    const next = px(plot.y(survival));
    if (next === height) continue;
    path += `H${px(plot.x(time))}V${next}`;
    height = next;
  }
  return points.length === 0 ? path : `${path}H${px(plot.x(points.at(-1)?.time ?? 0))}`;
}

function bandPath({ points }: SurvivalCurve, plot: Plot): string | undefined {
  const steps = points.flatMap(({ time, lower, upper }) =>
    lower === undefined || upper === undefined
      ? []
      : [{ x: px(plot.x(time)), lower: px(plot.y(lower)), upper: px(plot.y(upper)) }],
  );
  if (steps.length < 2) return undefined;
  const distinct = steps.filter(
    (step, index) =>
      index === 0 ||
      index === steps.length - 1 ||
      step.lower !== steps[index - 1].lower ||
      step.upper !== steps[index - 1].upper,
  );
  const forwards = distinct.map(({ x, upper }, index) => (index === 0 ? `M${x} ${upper}` : `H${x}V${upper}`));
  const last = distinct.length - 1;
  const backwards = distinct.map((_, index) => {
    const step = distinct[last - index];
    return index === last ? '' : `H${step.x}V${distinct[last - index - 1].lower}`;
  });
  return `${forwards.join('')}V${distinct[last].lower}${backwards.join('')}H${distinct[0].x}Z`;
}

function riskTable(curves: readonly SurvivalCurve[], styles: CohortStyles, plot: Plot, top: number): Markup {
  const shown = plot.times.filter((time, index) => index === 0 || plot.x(time) - plot.x(plot.times[index - 1]) > 30);
  const rows = curves.map((curve, row) => {
    const y = px(top + (row + 1) * rowHeight(plot));
    const { className } = styleOf(styles, curve.cohort);
    return markup`<path class="curve ${className}" d="M2 ${y - 4}h18"/>${shown.map(
      (time) =>
        markup`<text class="number" x="${px(plot.x(time))}" y="${y}" text-anchor="middle">${formatCount(atRiskAt(curve, time))}</text>`,
    )}`;
  });
  return markup`<text class="axis-title" x="2" y="${px(top)}">Number at risk</text>${rows}`;
}

function describe(survival: SurvivalCurves, times: readonly number[], styles: CohortStyles): string {
  return survival.curves
    .map((curve) => {
      const values = times.slice(1).map((time) => `${formatPercent(survivalAt(curve, time))} at ${formatCount(time)}`);
      return `${styleOf(styles, curve.cohort).label}: ${values.join(', ')} ${survival.unit}.`;
    })
    .join(' ');
}

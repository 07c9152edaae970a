import { scaleLinear } from 'd3-scale';
import type { MarkerCurve, MarkerCurves } from '../inference/inference-figures.ts';
import { formatCount, formatPercent } from '../report/number-format.ts';
import { horizontalAxis, verticalAxis } from './axis.ts';
import type { CohortStyle } from './cohort-style.ts';
import { figure, px } from './figure.ts';
import { atRiskAt, readingTimes, survivalAt } from './kaplan-meier-figure.ts';
import { markup, type Markup } from './markup.ts';

export interface MarkerCurvesOptions {
  readonly id: string;
  readonly name: string;
  readonly styles: Readonly<Record<MarkerCurve['cohort'], CohortStyle>>;
}

const WIDTH = 300;
const FONT_SIZE = 10;
const PLOT = { left: 62, right: 290, top: 6, bottom: 138 };
const RISK_TOP = PLOT.bottom + 42;
const ROW = 12;

/**
 * Kaplan–Meier curves of rows with a state (thick) and without it (thin), of the training patients and of one synthetic
 * cohort, with the numbers at risk.
 */
export function markerCurvesFigure(own: MarkerCurves, { id, name, styles }: MarkerCurvesOptions): Markup {
  const curves = own.curves.map((curve) => ({ ...curve, style: styles[curve.cohort], steps: stepsOf(curve) }));
  const end = Math.max(1e-9, ...curves.map(({ points }) => points.at(-1)?.time ?? 0));
  const times = readingTimes({ endpoint: own.endpoint, unit: own.unit, curves: curves.map(({ steps }) => steps) }, 6);
  const x = scaleLinear([0, end], [PLOT.left, PLOT.right]);
  const y = scaleLinear([0, 1], [PLOT.bottom, PLOT.top]);
  const drawn = curves.map(
    ({ style, withState, points }) =>
      markup`<path class="curve ${style.className}${!withState && ' thin'}" d="${stepPath(points, x, y)}"/>`,
  );
  const risk = curves.map(({ style, withState, steps }, row) => {
    const baseline = RISK_TOP + (row + 1) * ROW;
    return markup`<path class="curve ${style.className}${!withState && ' thin'}" d="M0 ${baseline - 3.5}h16"/><text x="19" y="${baseline}">${withState ? 'with' : 'w/o'}</text>${times.map((time) => markup`<text class="number" x="${px(x(time))}" y="${baseline}" text-anchor="middle">${formatCount(atRiskAt(steps, time))}</text>`)}`;
  });
  return figure(
    { id, title: `${own.endpoint} by ${name}`, description: describe(curves, times, own.unit) },
    { width: WIDTH, height: RISK_TOP + curves.length * ROW + 6, fontSize: FONT_SIZE, className: 'marker-curves' },
    markup`${axes(own, times, x, y)}${drawn}<text class="axis-title" x="0" y="${RISK_TOP}">At risk</text>${risk}`,
  );
}

type Scale = (value: number) => number;

/** As a curve of the survival section, so that it is read off in the same way. */
function stepsOf({ cohort, patients, points }: MarkerCurve) {
  return {
    cohort,
    patients,
    events: null,
    median: null,
    medianInterval: [null, null] as [null, null],
    points: [...points],
    truncated: cohort === 'training',
  };
}

function axes({ endpoint, unit }: MarkerCurves, times: readonly number[], x: Scale, y: Scale): Markup {
  return markup`${verticalAxis({
    top: PLOT.top,
    bottom: PLOT.bottom,
    x: PLOT.left,
    right: PLOT.right,
    ticks: [0, 0.5, 1].map((value) => ({ at: y(value), label: `${value * 100}` })),
    title: `${endpoint}, %`,
    titleX: PLOT.left - 30,
    fontSize: FONT_SIZE,
  })}${horizontalAxis({
    left: PLOT.left,
    right: PLOT.right,
    y: PLOT.bottom,
    ticks: times.map((time) => ({ at: x(time), label: formatCount(time) })),
    title: unit ? `Time, ${unit}` : 'Time',
    fontSize: FONT_SIZE,
  })}`;
}

function stepPath(points: MarkerCurve['points'], x: Scale, y: Scale): string {
  const steps = points.map(({ time, survival }) => `H${px(x(time))}V${px(y(survival))}`);
  return `M${px(x(0))} ${px(y(1))}${steps.join('')}`;
}

function describe(
  curves: readonly {
    readonly style: CohortStyle;
    readonly withState: boolean;
    readonly steps: ReturnType<typeof stepsOf>;
  }[],
  times: readonly number[],
  unit: string,
): string {
  const middle = times[Math.floor(times.length / 2)];
  return curves
    .map(
      ({ style, withState, steps }) =>
        `${style.label} ${withState ? 'with' : 'without'}: ${formatPercent(survivalAt(steps, middle))} at ${formatCount(middle)} ${unit}.`,
    )
    .join(' ');
}

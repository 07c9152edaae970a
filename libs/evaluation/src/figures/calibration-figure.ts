import { scaleLinear } from 'd3-scale';
import { formatPercent } from '../report/number-format.ts';
import { horizontalAxis, verticalAxis } from './axis.ts';
import type { CohortStyle } from './cohort-style.ts';
import { figure, px } from './figure.ts';
import { markup, type Markup } from './markup.ts';
import { stripMark } from './strip.ts';

export interface CalibrationPoint {
  readonly predicted: number | null;
  readonly observed: { readonly value: number; readonly interval: readonly [number, number] | null } | null;
}

export interface CalibrationCurve {
  readonly style: CohortStyle;
  readonly points: readonly CalibrationPoint[];
}

const WIDTH = 260;
const FONT_SIZE = 10;
const PLOT = { left: 48, right: 250, top: 8, bottom: 190 };
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** Observed beside predicted survival of groups of patients, with the diagonal where both are the same. */
export function calibrationFigure(name: string, curves: readonly CalibrationCurve[], id: string): Markup {
  const x = scaleLinear([0, 1], [PLOT.left, PLOT.right]);
  const y = scaleLinear([0, 1], [PLOT.bottom, PLOT.top]);
  const drawn = curves.map(({ style, points }) => known(points).map((point) => drawPoint(point, style, x, y)));
  return figure(
    { id, title: `Calibration: ${name}`, description: describe(curves) },
    { width: WIDTH, height: PLOT.bottom + 36, fontSize: FONT_SIZE, className: 'calibration' },
    markup`${verticalAxis({
      top: PLOT.top,
      bottom: PLOT.bottom,
      x: PLOT.left,
      right: PLOT.right,
      ticks: TICKS.map((value) => ({ at: y(value), label: `${100 * value}` })),
      title: 'Observed, %',
      titleX: 14,
      fontSize: FONT_SIZE,
    })}${horizontalAxis({
      left: PLOT.left,
      right: PLOT.right,
      y: PLOT.bottom,
      ticks: TICKS.map((value) => ({ at: x(value), label: `${100 * value}` })),
      title: 'Predicted survival, %',
      fontSize: FONT_SIZE,
    })}<path class="diagonal" d="M${PLOT.left} ${PLOT.bottom}L${PLOT.right} ${PLOT.top}"/>${drawn}`,
  );
}

interface KnownPoint {
  readonly predicted: number;
  readonly observed: NonNullable<CalibrationPoint['observed']>;
}

function known(points: readonly CalibrationPoint[]): KnownPoint[] {
  return points.flatMap(({ predicted, observed }) =>
    predicted === null || !observed ? [] : [{ predicted, observed }],
  );
}

type Scale = (value: number) => number;

function drawPoint({ predicted, observed }: KnownPoint, { className }: CohortStyle, x: Scale, y: Scale): Markup {
  const at = px(x(predicted));
  const { interval } = observed;
  return markup`${interval && markup`<path class="interval-line ${className}" d="M${at} ${px(y(interval[0]))}V${px(y(interval[1]))}"/>`}${stripMark(className, at, y(observed.value))}`;
}

function describe(curves: readonly CalibrationCurve[]): string {
  return curves
    .map(({ style, points }) => {
      const pairs = known(points).map(
        ({ predicted, observed }) =>
          `predicted ${formatPercent(predicted, 0)}, observed ${formatPercent(observed.value, 0)}`,
      );
      return `${style.label}: ${pairs.length > 0 ? pairs.join('; ') : 'none'}.`;
    })
    .join(' ');
}

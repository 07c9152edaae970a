import { px } from './figure.ts';
import { markup, type Markup } from './markup.ts';
import { strip, stripGrid, stripMark, STRIP_HEIGHT, stripScale } from './strip.ts';

export interface StripInterval {
  readonly className: string;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

export interface IntervalAxis {
  readonly low: number;
  readonly high: number;
  /** Value with a line of its own in every row: chance. */
  readonly line: number;
}

/** A value with its interval on a linear axis. What lies beyond the axis is cut, a mark there is left out. */
export function intervalStrip(
  words: string,
  { className, value, interval }: StripInterval,
  axis: IntervalAxis,
): Markup {
  const { low, high, line } = axis;
  const x = stripScale(low, high);
  const inside = (own: number): number => x(Math.min(high, Math.max(low, own)));
  const middle = STRIP_HEIGHT / 2;
  return strip(
    words,
    STRIP_HEIGHT,
    markup`${stripGrid([x(line)], STRIP_HEIGHT, 'limit')}${
      interval &&
      markup`<path class="interval-line ${className}" d="M${px(inside(interval[0]))} ${middle}H${px(inside(interval[1]))}"/>`
    }${value >= low && value <= high && stripMark(className, x(value), middle)}`,
  );
}

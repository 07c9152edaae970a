import type { CohortStyle } from './cohort-style.ts';
import type { Markup } from './markup.ts';
import { markup } from './markup.ts';
import { strip, stripGrid, stripMark, stripScale, STRIP_HEIGHT } from './strip.ts';

export interface Dot {
  readonly style: CohortStyle;
  /** null: not known. */
  readonly value: number | null;
}

export interface DotAxis {
  readonly low: number;
  readonly high: number;
  /** Values with a line of their own in every row. */
  readonly lines?: readonly number[];
  /** What the row's values are read against. */
  readonly ceiling?: number | null;
  readonly format: (value: number | null) => string;
}

/** One row of a dot plot: a value of each cohort. Values beyond the axis stand at its end. */
export function dotFigure(name: string, dots: readonly Dot[], axis: DotAxis): Markup {
  const { low, high, lines = [], ceiling = null, format } = axis;
  const x = stripScale(low, high);
  const known = dots.filter((dot): dot is Dot & { value: number } => dot.value !== null);
  const place = (value: number): number => x(Math.min(high, Math.max(low, value)));
  const positions = known.map(({ value }) => place(value));
  const middle = STRIP_HEIGHT / 2;
  const words = [
    ...dots.map(({ style, value }) => `${style.label} ${format(value)}`),
    ...(ceiling === null ? [] : [`ceiling ${format(ceiling)}`]),
  ].join(', ');
  return strip(
    `${name}: ${words}`,
    STRIP_HEIGHT,
    markup`<path class="grid" d="M${x(low)} ${middle}H${x(high)}"/>${lines.length > 0 && stripGrid(lines.map(x), STRIP_HEIGHT, 'limit')}${ceiling !== null && stripGrid([place(ceiling)], STRIP_HEIGHT, 'ceiling')}${
      positions.length > 1 &&
      markup`<path class="link" d="M${Math.min(...positions)} ${middle}H${Math.max(...positions)}"/>`
    }${known.map(({ style }, index) => stripMark(style.className, positions[index], middle))}`,
  );
}

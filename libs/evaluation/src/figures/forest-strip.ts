import { markup, type Markup } from './markup.ts';
import type { CohortStyle } from './cohort-style.ts';
import { px } from './figure.ts';
import { strip, stripGrid, stripMark, stripScale, type StripScale } from './strip.ts';

/** A ratio with its interval, as drawn: null where there is none. */
export interface ForestInterval {
  readonly style: CohortStyle;
  readonly effect: { readonly ratio: number; readonly lower: number; readonly upper: number } | null;
  readonly words: string;
}

/** A logarithmic axis of ratios between two powers of 2, the same for all rows of a plot. */
export interface ForestAxis {
  /** Exponents of 2. */
  readonly least: number;
  readonly greatest: number;
}

const LANE = 7;
/** No axis reaches further than 1/16 and 16: intervals beyond end in arrows. */
const FURTHEST = 4;
const MOST_LABELS = 4;

/** As far as the estimates reach and most of the limits, at least from 1/2 to 2. */
export function forestAxis(
  effects: readonly { readonly ratio: number; readonly lower: number; readonly upper: number }[],
): ForestAxis {
  const lows = effects.map(({ lower }) => Math.log2(lower)).toSorted((a, b) => a - b);
  const highs = effects.map(({ upper }) => Math.log2(upper)).toSorted((a, b) => a - b);
  const ratios = effects.map(({ ratio }) => Math.log2(ratio));
  const tail = Math.floor(0.05 * effects.length);
  const least = Math.floor(Math.min(-1, lows[tail] ?? 0, ...ratios));
  const greatest = Math.ceil(Math.max(1, highs[highs.length - 1 - tail] ?? 0, ...ratios));
  return { least: Math.max(-FURTHEST, least), greatest: Math.min(FURTHEST, greatest) };
}

/** Labels of the powers of 2, 0.25, 0.5, 1, 2; on a long axis of every other one. */
export function forestTicks({ least, greatest }: ForestAxis): string[] {
  const step = greatest - least > MOST_LABELS - 1 ? 2 : 1;
  return exponents(least, greatest).map((exponent) => (exponent % step === 0 ? String(2 ** exponent) : ''));
}

/** One row of a forest plot: the intervals of the cohorts one under the other, the line of no effect at 1. */
export function forestStrip(name: string, intervals: readonly ForestInterval[], axis: ForestAxis): Markup {
  const { least, greatest } = axis;
  const height = LANE * (intervals.length + 1);
  const x = stripScale(least, greatest);
  const ticks = exponents(least, greatest).filter((exponent) => exponent !== 0);
  return strip(
    `${name}: ${intervals.map(({ style, words }) => `${style.label} ${words}`).join('; ')}`,
    height,
    markup`${stripGrid(ticks.map(x), height)}${stripGrid([x(0)], height, 'axis')}${intervals.map((interval, lane) =>
      drawInterval(interval, (lane + 1) * LANE, x, axis),
    )}`,
  );
}

function exponents(least: number, greatest: number): number[] {
  return Array.from({ length: greatest - least + 1 }, (_, index) => least + index);
}

/** The part within the axis; an arrow where the interval goes on, and no mark where the estimate lies beyond. */
function drawInterval(
  { style, effect }: ForestInterval,
  y: number,
  x: StripScale,
  { least, greatest }: ForestAxis,
): Markup | false {
  if (!effect) return false;
  const [lower, ratio, upper] = [effect.lower, effect.ratio, effect.upper].map((value) => Math.log2(value));
  const inside = (value: number): number => Math.min(greatest, Math.max(least, value));
  const [from, to] = [x(inside(lower)), x(inside(upper))];
  const arrows = [
    ...(lower < least ? [`M${px(from + 4)} ${y - 3}L${from} ${y}L${px(from + 4)} ${y + 3}`] : []),
    ...(upper > greatest ? [`M${px(to - 4)} ${y - 3}L${to} ${y}L${px(to - 4)} ${y + 3}`] : []),
  ].join('');
  return markup`<path class="interval-line ${style.className}" d="M${from} ${y}H${to}${arrows}"/>${ratio >= least && ratio <= greatest && stripMark(style.className, x(ratio), y)}`;
}

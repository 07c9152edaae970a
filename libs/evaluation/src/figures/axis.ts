import { markup, type Markup } from './markup.ts';
import { px } from './figure.ts';

export interface Tick {
  /** Position in the drawing. */
  readonly at: number;
  readonly label: string;
}

export interface HorizontalAxis {
  readonly left: number;
  readonly right: number;
  /** The axis line's y. */
  readonly y: number;
  readonly ticks: readonly Tick[];
  readonly title?: string;
  readonly fontSize: number;
}

/** An axis under a plot: line, ticks, labels, title with unit. */
export function horizontalAxis({ left, right, y, ticks, title, fontSize }: HorizontalAxis): Markup {
  return markup`<path class="axis" d="M${px(left)} ${y}H${px(right)}${ticks.map(({ at }) => `M${px(at)} ${y}v4`)}"/>${ticks.map(
    ({ at, label }) => markup`<text x="${px(at)}" y="${px(y + 5 + fontSize)}" text-anchor="middle">${label}</text>`,
  )}${title && markup`<text class="axis-title" x="${px((left + right) / 2)}" y="${px(y + 9 + 2.1 * fontSize)}" text-anchor="middle">${title}</text>`}`;
}

export interface VerticalAxis {
  readonly top: number;
  readonly bottom: number;
  /** The axis line's x. */
  readonly x: number;
  /** Right end of the grid lines. */
  readonly right: number;
  readonly ticks: readonly Tick[];
  readonly title?: string;
  /** x of the rotated title's baseline. */
  readonly titleX?: number;
  readonly fontSize: number;
}

/** An axis beside a plot: grid lines, labels, title turned upwards. */
export function verticalAxis({ top, bottom, x, right, ticks, title, titleX = 11, fontSize }: VerticalAxis): Markup {
  const middle = px((top + bottom) / 2);
  return markup`<path class="grid" d="${ticks.map(({ at }) => `M${x} ${px(at)}H${right}`)}"/>${ticks.map(
    ({ at, label }) => markup`<text x="${x - 5}" y="${px(at + fontSize * 0.35)}" text-anchor="end">${label}</text>`,
  )}${title && markup`<text class="axis-title" transform="translate(${titleX} ${middle}) rotate(-90)" text-anchor="middle">${title}</text>`}`;
}

/**
 * Drawings that stand in a cell of a table, one a row, on an axis that the table's head shares. They stretch to the
 * cell's width; marks and lines keep their shape, because strokes don't scale. Words are left to the table.
 */
import { px } from './figure.ts';
import { markup, type Interpolation, type Markup } from './markup.ts';

const WIDTH = 200;
/** Room at either end for half a mark; the style sheet indents tick labels by the same 3 %. */
const PADDING = 6;
export const STRIP_HEIGHT = 14;

export type StripScale = (value: number) => number;

/** Positions of values on a linear axis from `low` to `high`. */
export function stripScale(low: number, high: number): StripScale {
  return (value) => px(PADDING + ((value - low) / (high - low)) * (WIDTH - 2 * PADDING));
}

/** @param words what the drawing says, for those who point at it or can't see it */
export function strip(words: string, height: number, content: Interpolation): Markup {
  return markup`<svg class="strip" viewBox="0 0 ${WIDTH} ${height}" height="${height}" preserveAspectRatio="none" role="img"><title>${words}</title>${content}</svg>`;
}

/** Upright lines through the whole strip. */
export function stripGrid(positions: readonly number[], height: number, className = 'grid'): Markup {
  return markup`<path class="${className}" d="${positions.map((at) => `M${at} 0V${height}`)}"/>`;
}

/** A cohort's mark: its shape tells it from others without colour. Open ones are rings. */
export function stripMark(className: string, x: number, y: number): Markup {
  // Not of length 0: PDF paints no square caps on a point.
  const place = `M${x} ${px(y)}h.01`;
  return markup`<path class="mark ${className}" d="${place}"/>${OPEN.has(className) && markup`<path class="hole ${className}" d="${place}"/>`}`;
}

const OPEN: ReadonlySet<string> = new Set(['training', 'held-out', 'syn3']);

/** Labels of evenly spaced ticks, for the head of the column of strips. */
export function stripTicks(labels: readonly string[]): Markup {
  return markup`<span class="ticks">${labels.map((label) => markup`<span>${label}</span>`)}</span>`;
}

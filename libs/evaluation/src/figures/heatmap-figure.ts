import { formatSigned } from '../report/number-format.ts';
import { figure, fitText, px } from './figure.ts';
import { markup, type Markup } from './markup.ts';

/** Colour classes on each side of 0; the page's palette has one class for each. */
const STEPS = 5;
/** Smallest cell whose label can still be read at full width. */
const SMALLEST_CELL = 7;
const LABEL_WIDTH = 78;

export interface Heatmap {
  readonly id: string;
  readonly title: string;
  /** What the numbers are, for the key, e.g. "association". */
  readonly quantity: string;
  readonly fields: readonly string[];
  /** fields × fields; null cells stay empty. */
  readonly values: readonly (readonly (number | null)[])[];
  /** The value that has the darkest colour, on both sides of 0. */
  readonly limit: number;
  /** How a value is written. Default: signed, with one decimal in the key and two in words. */
  readonly format?: (value: number) => string;
  /** Whether a column is compared with itself too. Default: no. */
  readonly diagonal?: boolean;
  /** Cells in a colour of their own, off the scale. */
  readonly marked?: readonly MarkedCells[];
}

export interface MarkedCells {
  readonly className: 'suppressed' | 'unheard';
  /** In the key. */
  readonly label: string;
  readonly has: (row: number, column: number) => boolean;
}

interface Cells {
  readonly size: number;
  readonly fontSize: number;
  readonly left: number;
  readonly top: number;
}

/**
 * A square matrix as coloured cells on a diverging scale. The cells of a colour class are one path, runs merged, so that
 * a matrix of 92 columns stays light.
 */
export function heatmapFigure(heatmap: Heatmap): Markup {
  const count = heatmap.fields.length;
  const size = Math.max(SMALLEST_CELL, Math.min(14, 440 / Math.max(1, count)));
  const fontSize = Math.min(9, size);
  const cells: Cells = { size, fontSize, left: LABEL_WIDTH + 6, top: 6 };
  const side = px(size * count);
  const height = Math.ceil(cells.top + side + LABEL_WIDTH + 40);
  return figure(
    { id: heatmap.id, title: heatmap.title, description: describe(heatmap) },
    { width: Math.ceil(cells.left + side + 8), height, fontSize, className: 'heatmap' },
    markup`<rect class="frame" x="${cells.left}" y="${cells.top}" width="${side}" height="${side}"/>${markedCells(heatmap, cells)}${paths(heatmap, cells)}${labels(heatmap.fields, cells, side)}${key(heatmap, cells.left, height - 30)}`,
  );
}

/** The cell's colour; none for undefined values and, mostly, for the diagonal, where a column meets itself. */
function cellColour({ values, limit, diagonal }: Heatmap, row: number, column: number): number {
  const value = values[row][column];
  return value === null || (row === column && !diagonal) ? 0 : colourClass(value, limit);
}

/** −STEPS … STEPS, 0 for values nearer to 0 than half a step. */
function colourClass(value: number, limit: number): number {
  return Math.max(-STEPS, Math.min(STEPS, Math.round((value / limit) * STEPS)));
}

function paths(heatmap: Heatmap, cells: Cells): Markup[] {
  const byClass = runs(heatmap.fields.length, cells, (row, column) => cellColour(heatmap, row, column));
  return [...byClass]
    .sort(([a], [b]) => a - b)
    .map(([colour, path]) => markup`<path class="${className(colour)}" d="${path}"/>`);
}

function markedCells({ values, marked = [] }: Heatmap, cells: Cells): Markup[] {
  return marked.flatMap(({ className: own, has }) => {
    const path = runs(values.length, cells, (row, column) => Number(has(row, column))).get(1);
    return path === undefined ? [] : [markup`<path class="${own}" d="${path}"/>`];
  });
}

/** A path for each class of cells but 0, neighbours in a row joined. */
function runs(
  count: number,
  { size, left, top }: Cells,
  classOf: (row: number, column: number) => number,
): Map<number, string> {
  const byClass = new Map<number, string>();
  for (let row = 0; row < count; row++) {
    for (let start = 0; start < count;) {
      const own = classOf(row, start);
      let end = start + 1;
      while (end < count && classOf(row, end) === own) end++;
      const run = `M${px(left + start * size)} ${px(top + row * size)}h${px((end - start) * size)}v${px(size)}h${px((start - end) * size)}z`;
      if (own !== 0) byClass.set(own, (byClass.get(own) ?? '') + run);
      start = end;
    }
  }
  return byClass;
}

function className(colour: number): string {
  return colour < 0 ? `cold${-colour}` : `warm${colour}`;
}

function labels(fields: readonly string[], { size, fontSize, left, top }: Cells, side: number): Markup[] {
  return fields.map((field, index) => {
    const middle = index * size + size / 2 + fontSize * 0.33;
    const text = fitText(field, fontSize, LABEL_WIDTH);
    return markup`<text x="${left - 4}" y="${px(top + middle)}" text-anchor="end">${text}</text><text transform="translate(${px(left + middle)} ${px(top + side + 5)}) rotate(-90)" text-anchor="end">${text}</text>`;
  });
}

function key({ limit, quantity, format = oneDecimal, marked = [] }: Heatmap, left: number, y: number): Markup {
  const steps = Array.from({ length: 2 * STEPS + 1 }, (_, index) => index - STEPS);
  return markup`<g font-size="9">${steps.map(
    (step, index) =>
      markup`<rect class="${step === 0 ? 'frame' : className(step)}" x="${left + index * 14}" y="${px(y)}" width="14" height="10"/>`,
  )}<text x="${left}" y="${px(y + 22)}">${format(-limit)}</text><text x="${left + 77}" y="${px(y + 22)}" text-anchor="middle">0</text><text x="${left + 154}" y="${px(y + 22)}" text-anchor="end">${format(limit)}</text><text x="${left + 164}" y="${px(y + 9)}">${quantity}</text>${marked.map(({ className: own, label }, index) => markup`<rect class="${own}" x="${left + 164 + 76 * index}" y="${px(y + 14)}" width="14" height="10"/><text x="${left + 182 + 76 * index}" y="${px(y + 22)}">${label}</text>`)}</g>`;
}

function oneDecimal(value: number): string {
  return formatSigned(value, 1);
}

function describe({ fields, values, quantity, format }: Heatmap): string {
  let strongest = { row: 0, column: 0, value: 0 };
  values.forEach((cells, row) =>
    cells.forEach((value, column) => {
      if (row !== column && value !== null && Math.abs(value) > Math.abs(strongest.value))
        strongest = { row, column, value };
    }),
  );
  const pair =
    strongest.value === 0
      ? ''
      : ` Largest: ${fields[strongest.row]} with ${fields[strongest.column]}, ${format ? format(strongest.value) : formatSigned(strongest.value, 2)}.`;
  return `Matrix of ${fields.length} by ${fields.length} columns, ${quantity}.${pair}`;
}

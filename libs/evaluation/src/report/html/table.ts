import { markup, type Interpolation, type Markup } from '../../figures/markup.ts';

export interface Column {
  readonly heading: Interpolation;
  /** Words stand on the left, numbers on the right. */
  readonly text?: boolean;
}

export interface TableRow {
  readonly cells: readonly Interpolation[];
  /** A part of the row above. */
  readonly part?: boolean;
}

export interface RowGroup {
  readonly heading?: Interpolation;
  readonly rows: readonly TableRow[];
}

/** A heading over neighbouring columns. */
export interface Span {
  readonly heading: string;
  readonly columns: number;
}

export interface TableOptions {
  /** Headings over columns, together as wide as the table. */
  readonly spans?: readonly Span[];
  /** A class of the table. */
  readonly className?: string;
}

/**
 * A table whose first column heads its rows. Wide tables scroll within themselves; long ones keep their head in sight,
 * on a screen and on every printed page.
 */
export function dataTable(
  caption: string,
  columns: readonly Column[],
  groups: readonly RowGroup[],
  { spans = [], className }: TableOptions = {},
): Markup {
  const length = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return markup`<div class="scroll ${length <= LONGEST_SHORT ? 'short' : 'long'}"><table${className && markup` class="${className}"`}>${caption && markup`<caption>${caption}</caption>`}<thead>${spanRow(spans)}<tr>${columns.map(
    ({ heading, text }, index) => markup`<th scope="col"${(text || index === 0) && TEXT_CLASS}>${heading}</th>`,
  )}</tr></thead>${groups.map(({ heading, rows }) => markup`<tbody>${heading && groupHeading(heading, columns.length)}${rows.map((row) => tableRow(row, columns))}</tbody>`)}</table></div>`;
}

/** Short tables are kept on one page in print. */
const LONGEST_SHORT = 30;
const TEXT_CLASS = markup` class="text"`;

function spanRow(spans: readonly Span[]): Markup | false {
  return (
    spans.length > 0 &&
    markup`<tr class="spans">${spans.map(({ heading, columns }) =>
      heading === ''
        ? markup`<td colspan="${columns}"></td>`
        : markup`<th scope="colgroup" colspan="${columns}"><span>${heading}</span></th>`,
    )}</tr>`
  );
}

function groupHeading(heading: Interpolation, columns: number): Markup {
  return markup`<tr><th scope="rowgroup" colspan="${columns}">${heading}</th></tr>`;
}

function tableRow({ cells, part }: TableRow, columns: readonly Column[]): Markup {
  return markup`<tr${part && markup` class="part"`}>${cells.map((cell, index) =>
    index === 0 ? markup`<th scope="row">${cell}</th>` : markup`<td${columns[index].text && TEXT_CLASS}>${cell}</td>`,
  )}</tr>`;
}

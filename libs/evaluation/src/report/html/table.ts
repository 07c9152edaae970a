import { markup, type Interpolation, type Markup } from '../../figures/markup.ts';

export interface Column {
  readonly heading: Interpolation;
  /** Words stand on the left, numbers on the right. */
  readonly text?: boolean;
}

export interface TableRow {
  readonly cells: readonly Interpolation[];
}

export interface RowGroup {
  readonly heading?: string;
  readonly rows: readonly TableRow[];
}

/** A table whose first column heads its rows; wide tables scroll within themselves. */
export function dataTable(caption: string, columns: readonly Column[], groups: readonly RowGroup[]): Markup {
  return markup`<div class="scroll${isShort(groups) && ' short'}"><table>${caption && markup`<caption>${caption}</caption>`}<thead><tr>${columns.map(
    ({ heading, text }, index) => markup`<th scope="col"${(text || index === 0) && TEXT_CLASS}>${heading}</th>`,
  )}</tr></thead>${groups.map(({ heading, rows }) => markup`<tbody>${heading && groupHeading(heading, columns.length)}${rows.map((row) => tableRow(row, columns))}</tbody>`)}</table></div>`;
}

/** Short tables are kept on one page in print. */
function isShort(groups: readonly RowGroup[]): boolean {
  return groups.reduce((sum, { rows }) => sum + rows.length, 0) <= LONGEST_SHORT;
}

const LONGEST_SHORT = 30;
const TEXT_CLASS = markup` class="text"`;

function groupHeading(heading: string, columns: number): Markup {
  return markup`<tr><th scope="rowgroup" colspan="${columns}">${heading}</th></tr>`;
}

function tableRow({ cells }: TableRow, columns: readonly Column[]): Markup {
  return markup`<tr>${cells.map((cell, index) =>
    index === 0 ? markup`<th scope="row">${cell}</th>` : markup`<td${columns[index].text && TEXT_CLASS}>${cell}</td>`,
  )}</tr>`;
}

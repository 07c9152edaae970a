import { markup, type Markup } from './markup.ts';

/** What a screen reader says in place of a drawing. */
export interface FigureText {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

export interface FigureFrame {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  readonly className: string;
}

/** An SVG drawing that scales with its column. Colours come from the page's classes, so it follows light and dark. */
export function figure({ id, title, description }: FigureText, frame: FigureFrame, content: Markup): Markup {
  const { width, height, fontSize, className } = frame;
  return markup`<svg class="figure ${className}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="${fontSize}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${content}</svg>`;
}

/** A coordinate with at most one decimal: enough for the eye, and small files. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Width of a text in the page's sans-serif, estimated: SVG has no layout, and no font can be asked. */
export function textWidth(text: string, fontSize: number): number {
  let units = 0;
  for (const character of text)
    units += /[ilj.,:;|!'() ]/.test(character) ? 0.32 : /[mwMW%@]/.test(character) ? 0.86 : 0.57;
  return units * fontSize;
}

/** The text, shortened with an ellipsis to the width. */
export function fitText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, fontSize) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** Markup whose interpolated values are escaped, for HTML and SVG alike: names of columns and states come from users. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Interpolation = string | number | Markup | readonly Interpolation[] | undefined | null | false;

/** Joins literal markup with escaped values. Arrays are concatenated; undefined, null and false leave nothing. */
export function markup(literals: TemplateStringsArray, ...values: readonly Interpolation[]): Markup {
  let text = literals[0];
  values.forEach((value, index) => {
    text += rendered(value) + literals[index + 1];
  });
  return new Markup(text);
}

const DECEPTIVE = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/gu;

export const NOTHING = new Markup('');

function rendered(value: Interpolation): string {
  if (value === undefined || value === null || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  return value.map(rendered).join('');
}

/** Text for element content and quoted attributes. */
export function escapeText(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * The text with U+FFFD for control characters, text-direction overrides and lone surrogates, which could hide or reorder
 * what a reader sees, or steer a terminal.
 */
export function printable(text: string): string {
  return text.toWellFormed().replace(DECEPTIVE, '\ufffd');
}

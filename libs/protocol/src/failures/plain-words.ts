/** How much of a text from the other side is kept, characters. */
const MAX_LENGTH = 500;

/** Line and paragraph breaks, control characters, and marks that turn the direction of a terminal's text. */
const BREAKS = /[\n\u2028\u2029]/g;
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** A text from the other side as it may be logged and stored: one line, of bounded length, that no terminal obeys. */
export function plainWords(text: string): string {
  return text.slice(0, MAX_LENGTH).replace(BREAKS, ' ').replace(CONTROLS, '').toWellFormed();
}

/** Separators that are told apart by themselves. */
export type Delimiter = ',' | ';' | '\t';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/** The separator that occurs most often in the header line, quoted text left out; a comma when none does. */
export function detectDelimiter(start: string): Delimiter {
  const header = headerLine(start);
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length - 1);
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}

function headerLine(start: string): string {
  const unquoted = start.replace(/"(?:[^"]|"")*"/g, '');
  // Of quoted names the separators are all that is left, tabs too.
  return unquoted.split(/\r\n|\n|\r/).find((line) => /[^ ]/.test(line)) ?? '';
}

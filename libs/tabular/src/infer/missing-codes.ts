/** Texts that mean "missing" in common exports. */
const WORDS = ['NA', 'N/A', 'n/a', 'na', 'NaN', 'nan', 'NULL', 'null', 'None', '.', '-', '?', '#N/A', 'k.A.'];
/** Numbers that do, where everything else in the column is 0 or more. */
const NEGATIVE_CODES = ['-9', '-99', '-999', '-9999'];

/** The missing codes that occur in the columns' cells, the empty text first. */
export function missingCodesOf(columns: readonly (readonly string[])[]): string[] {
  const seen = columns.map((cells) => new Set(cells));
  const words = WORDS.filter((word) => seen.some((cells) => cells.has(word)));
  const codes = NEGATIVE_CODES.filter((code) => seen.some((cells) => cells.has(code) && isOnlyNegative(cells, code)));
  return ['', ...words, ...codes];
}

function isOnlyNegative(cells: ReadonlySet<string>, code: string): boolean {
  return [...cells].every((cell) => cell === code || NEGATIVE_CODES.includes(cell) || !cell.startsWith('-'));
}

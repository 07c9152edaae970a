/** JSON to be read by people: indented, but arrays of numbers on one line each. */
export function jsonText(value: unknown): string {
  return `${indented(value, '')}\n`;
}

function indented(value: unknown, margin: string): string {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'number')) return JSON.stringify(value);
    return block(
      '[',
      ']',
      margin,
      value.map((item) => indented(item ?? null, `${margin}  `)),
    );
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const lines = entries.map(([key, item]) => `${JSON.stringify(key)}: ${indented(item, `${margin}  `)}`);
  return block('{', '}', margin, lines);
}

function block(open: string, close: string, margin: string, lines: readonly string[]): string {
  if (lines.length === 0) return open + close;
  return `${open}\n${lines.map((line) => `${margin}  ${line}`).join(',\n')}\n${margin}${close}`;
}

import type { DataDictionary } from '../dictionary.ts';
import type { RowPolicy } from './row-policy.ts';
import type { TableProblems } from './table-problems.ts';

/**
 * Matches a file's header with the dictionary, in any order.
 * @returns for each field of the dictionary the position of its column in the file, or −1 when it's missing.
 * Problems name columns of the dictionary, and other columns by position only: a file without a header starts with a
 * patient.
 */
export function readHeader(
  names: readonly string[],
  dictionary: DataDictionary,
  policy: Pick<RowPolicy, 'passesOver'>,
  problems: TableProblems,
): number[] {
  const header = names.map((name) => name.trim());
  const known = new Set(dictionary.fields.map((field) => field.name));
  if (!header.some((name) => known.has(name))) {
    problems.add({
      code: 'CL-DATA-001',
      what: 'The first line has none of the columns of the data dictionary.',
      line: 1,
      todo: 'Start the file with a line of column names, and separate columns by comma, semicolon or tab.',
      localValue: header.join(', '),
    });
    return dictionary.fields.map(() => -1);
  }
  const others = header.filter((name) => !known.has(name));
  if (others.length > 0 && !policy.passesOver(others)) reportUnknown(header, known, problems);
  reportMissing(
    dictionary.fields.map((field) => field.name).filter((name) => !header.includes(name)),
    problems,
  );
  return dictionary.fields.map((field) => position(header, field.name, problems));
}

function reportMissing(missing: readonly string[], problems: TableProblems): void {
  if (missing.length === 0) return;
  problems.add({
    code: 'CL-DATA-001',
    what:
      missing.length === 1
        ? `Column ${missing[0]} is missing.`
        : `${missing.length} columns are missing: ${missing.join(', ')}.`,
    line: 1,
    column: missing.length === 1 ? missing[0] : undefined,
    todo: 'Add what is missing; leave its cells empty where nothing is known.',
  });
}

function reportUnknown(header: readonly string[], known: ReadonlySet<string>, problems: TableProblems): void {
  const unknown = header.flatMap((name, i) => (known.has(name) ? [] : [i]));
  const positions = unknown.map((i) => i + 1).join(', ');
  problems.add({
    code: 'CL-DATA-002',
    what:
      unknown.length === 1
        ? `Column number ${positions} is not in the data dictionary.`
        : `Columns number ${positions} are not in the data dictionary.`,
    line: 1,
    todo: 'Remove what is not in the dictionary, identifiers above all.',
    localValue: unknown.map((i) => header[i]).join(', '),
  });
}

function position(header: readonly string[], name: string, problems: TableProblems): number {
  const first = header.indexOf(name);
  if (first >= 0 && header.includes(name, first + 1)) {
    problems.add({
      code: 'CL-DATA-007',
      what: `Column ${name} occurs twice.`,
      line: 1,
      column: name,
      todo: 'Keep one column of each name.',
    });
  }
  return first;
}

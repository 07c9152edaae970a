/** Rows of a table that stands in one column of several under its own heading. */
const LONGEST_BLOCK = 18;

export interface Block<T> {
  readonly group: string;
  readonly members: readonly T[];
}

/** Groups in parts of about equal length, each short enough to be read under its heading. */
export function blocksOf<T>(groups: Iterable<readonly [string, readonly T[]]>): Block<T>[] {
  return [...groups].flatMap(([group, members]) => {
    const length = Math.ceil(members.length / partsOf(members.length));
    const starts = Array.from({ length: Math.ceil(members.length / length) }, (_, part) => part * length);
    return starts.map((start) => ({ group, members: members.slice(start, start + length) }));
  });
}

/** An even number of parts, where one isn't enough, fills two columns. */
function partsOf(length: number): number {
  return length <= LONGEST_BLOCK ? 1 : 2 * Math.ceil(length / (2 * LONGEST_BLOCK));
}

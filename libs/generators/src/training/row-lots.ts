import type { Seed } from '#random/random-stream';
import type { Table } from '#tabular/table';

/**
 * A lot for each row in [0, 2³²), drawn from the row's own content and the seed: the same in every round and wherever the row
 * is kept, so what hangs on it doesn't depend on how rows are spread over sites. Equal rows have equal lots.
 */
export function rowLots(table: Table, seed: Seed): Uint32Array {
  const lots = new Uint32Array(table.rowCount).fill(textHash(seed));
  for (const [, column] of table.columns) {
    if (column.kind === 'categorical') {
      for (let row = 0; row < lots.length; row++) lots[row] = mixed(lots[row] ^ column.codes[row]);
      continue;
    }
    const halves = new Uint32Array(Float64Array.from(column.values, canonical).buffer);
    for (let row = 0; row < lots.length; row++) {
      lots[row] = mixed(mixed(lots[row] ^ halves[2 * row]) ^ halves[2 * row + 1]);
    }
  }
  return lots;
}

/** The 32-bit finaliser of MurmurHash3. */
export function mixed(value: number): number {
  let h = value + 0x9e3779b9;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** One NaN and one zero, whatever their bits. */
function canonical(value: number): number {
  return Number.isNaN(value) ? Number.NaN : value + 0;
}

function textHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = mixed(hash ^ text.charCodeAt(i));
  return hash;
}

import type { FixedMargins } from './half-tables.ts';

/** What draws need of a seeded stream. */
export interface UniformSource {
  /** Uniform in [0, 1). */
  uniform(): number;
}

/**
 * Draws a table with given margins under independence: each cell in turn from its hypergeometric distribution given the
 * cells before. Patefield, Appl Stat 1981 (algorithm AS 159).
 * @param cells filled in row by row
 */
export function drawTable({ rows, columns, logFactorials }: FixedMargins, random: UniformSource, cells: Int32Array) {
  const left = Int32Array.from(columns);
  let rest = left.reduce((sum, count) => sum + count, 0);
  for (let row = 0; row < rows.length; row++) {
    const total = rows[row];
    let pool = rest;
    let draws = total;
    for (let column = 0; column < left.length; column++) {
      const good = left[column];
      const count = drawHypergeometric(good, pool - good, draws, logFactorials, random.uniform());
      cells[row * left.length + column] = count;
      left[column] -= count;
      draws -= count;
      pool -= good;
    }
    rest -= total;
  }
}

/** How many of `draws` are good; by inversion of a uniform, from the mode outwards. */
function drawHypergeometric(
  good: number,
  bad: number,
  draws: number,
  logFactorials: Float64Array,
  uniform: number,
): number {
  const least = Math.max(0, draws - bad);
  const most = Math.min(good, draws);
  const mode = Math.floor(((draws + 1) * (good + 1)) / (good + bad + 2));
  const choose = (n: number, k: number) => logFactorials[n] - logFactorials[k] - logFactorials[n - k];
  let up = mode;
  let down = mode;
  let ofUp = Math.exp(choose(good, mode) + choose(bad, draws - mode) - choose(good + bad, draws));
  let ofDown = ofUp;
  let left = uniform - ofUp;
  while (left >= 0 && (up < most || down > least)) {
    if (up < most) {
      ofUp *= ((good - up) / (up + 1)) * ((draws - up) / (bad - draws + up + 1));
      up++;
      left -= ofUp;
      if (left < 0) return up;
    }
    if (down > least) {
      ofDown *= (down / (good - down + 1)) * ((bad - draws + down) / (draws - down + 1));
      down--;
      left -= ofDown;
      if (left < 0) return down;
    }
  }
  return mode;
}

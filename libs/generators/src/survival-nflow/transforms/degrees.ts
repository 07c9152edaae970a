/**
 * Who may see whom in a masked network (Germain, Gregor, Murray & Larochelle 2015, MADE, section 4), with groups
 * of columns in place of single ones. Groups are numbered from 0 in the order in which they condition each other; −1
 * stands for a context that everyone may see.
 */

/** Matrix [from, to], row-major: 1 where a connection is kept. */
export interface ConnectionMask {
  readonly shape: readonly [number, number];
  readonly data: Float32Array;
}

/**
 * The last group that each hidden unit may see, ascending: as equally often as possible when there are enough units for
 * all, else spread from the first group to the last that anyone may see, so that no group is left out.
 */
export function hiddenDegrees(groups: number, hidden: number, hasContext: boolean): Int32Array {
  const first = hasContext ? -1 : 0;
  const levels = Math.max(1, groups - 1 - first);
  const degrees = new Int32Array(hidden);
  for (let unit = 0; unit < hidden; unit++)
    degrees[unit] = first + (hidden >= levels ? unit % levels : spread(unit, hidden, levels));
  return degrees.sort();
}

function spread(unit: number, units: number, levels: number): number {
  return units === 1 ? levels - 1 : Math.round((unit * (levels - 1)) / (units - 1));
}

/** Units see groups up to their degree, and pass them on to units of the same degree or a higher one. */
export function hiddenMask(from: ArrayLike<number>, to: ArrayLike<number>): ConnectionMask {
  return mask(from, to, (seen, seeing) => seeing >= seen);
}

/** Outputs of a group see what comes before the group only. */
export function outputMask(from: ArrayLike<number>, groups: ArrayLike<number>): ConnectionMask {
  return mask(from, groups, (seen, seeing) => seeing > seen);
}

function mask(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  isKept: (seen: number, seeing: number) => boolean,
): ConnectionMask {
  const data = new Float32Array(from.length * to.length);
  for (let i = 0; i < from.length; i++)
    for (let j = 0; j < to.length; j++) data[i * to.length + j] = Number(isKept(from[i], to[j]));
  return { shape: [from.length, to.length], data };
}

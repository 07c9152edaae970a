/** Stretches of equally many drawn shares between which a map is straight. */
const STRETCHES = 20;

/** Fewer shares than this tell too little of their distribution. */
const LEAST_SHARES = 200;

/** A rising map of [0, 1] onto itself, straight between knots. */
export class ShareMap {
  readonly #from: Float64Array;
  readonly #to: Float64Array;

  /** `from` and `to` ascend from 0 to 1. */
  constructor(from: Float64Array, to: Float64Array) {
    this.#from = from;
    this.#to = to;
  }

  apply(share: number): number {
    return interpolated(share, this.#from, this.#to);
  }

  /** What is mapped to a share. */
  inverse(share: number): number {
    return interpolated(share, this.#to, this.#from);
  }
}

/**
 * The map after which drawn shares are spread as they are wanted; undefined where there are too few. Order, and with it what
 * hangs on it, stays as it is.
 * @param wantedAt the share up to which a level of them is to lie; by default all are to be as likely
 */
export function matchingMap(
  drawn: Float64Array,
  wantedAt: (level: number) => number = (level) => level,
): ShareMap | undefined {
  if (drawn.length < LEAST_SHARES) return undefined;
  const sorted = drawn.toSorted();
  const from = [0];
  const to = [0];
  for (let k = 1; k < STRETCHES; k++) {
    const quantile = sorted[Math.round((k * sorted.length) / STRETCHES)];
    const wanted = wantedAt(k / STRETCHES);
    if (!rises(from, quantile) || !rises(to, wanted)) continue;
    from.push(quantile);
    to.push(wanted);
  }
  return new ShareMap(Float64Array.from([...from, 1]), Float64Array.from([...to, 1]));
}

function rises(knots: readonly number[], next: number): boolean {
  return next > knots[knots.length - 1] && next < 1;
}

function interpolated(x: number, from: Float64Array, to: Float64Array): number {
  const knot = stretchOf(x, from);
  return to[knot] + ((x - from[knot]) / (from[knot + 1] - from[knot])) * (to[knot + 1] - to[knot]);
}

function stretchOf(x: number, knots: Float64Array): number {
  let knot = 0;
  while (knot < knots.length - 2 && x >= knots[knot + 1]) knot++;
  return knot;
}

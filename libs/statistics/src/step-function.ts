/** A right-continuous step function on [0, ∞): `start` before the first time, then `values[i]` from `times[i]` on. */
export interface StepFunction {
  readonly start: number;
  /** Ascending. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export interface DifferenceIntegral {
  /** ∫ (f − g). */
  readonly signed: number;
  /** ∫ |f − g|. */
  readonly absolute: number;
}

/** ∫ over [from, to] of f − g and of |f − g|, exactly (no grid). */
export function integrateDifference(f: StepFunction, g: StepFunction, from: number, to: number): DifferenceIntegral {
  let signed = 0;
  let absolute = 0;
  const knots = [from, ...knotsWithin(f, from, to), ...knotsWithin(g, from, to), to].sort((a, b) => a - b);
  const valueOfF = walker(f);
  const valueOfG = walker(g);
  for (let i = 0; i + 1 < knots.length; i++) {
    const area = (valueOfF(knots[i]) - valueOfG(knots[i])) * (knots[i + 1] - knots[i]);
    signed += area;
    absolute += Math.abs(area);
  }
  return { signed, absolute };
}

/** The same by the trapezoid rule on `points` equally spaced times, as published; it blurs each step over a cell. */
export function trapezoidDifference(
  f: StepFunction,
  g: StepFunction,
  from: number,
  to: number,
  points: number,
): DifferenceIntegral {
  const valueOfF = walker(f);
  const valueOfG = walker(g);
  const step = (to - from) / (points - 1);
  let signed = 0;
  let absolute = 0;
  for (let i = 0; i < points; i++) {
    const time = i === points - 1 ? to : from + i * step;
    const weight = i === 0 || i === points - 1 ? step / 2 : step;
    const difference = valueOfF(time) - valueOfG(time);
    signed += weight * difference;
    absolute += weight * Math.abs(difference);
  }
  return { signed, absolute };
}

/** f at `time`; the last value is carried forward. */
export function valueAt(f: StepFunction, time: number): number {
  const index = lastIndexAtOrBefore(f.times, time);
  return index < 0 ? f.start : f.values[index];
}

/** Index of the last of ascending times that isn't after `time`; −1 when all are. */
export function lastIndexAtOrBefore(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** ∫ f over [0, to]: restricted mean survival time when f is a survival curve. */
export function integrate(f: StepFunction, to: number): number {
  return integrateDifference(f, { start: 0, times: [], values: [] }, 0, to).signed;
}

/** f at ascending times, each call going on from where the last one stopped. */
function walker(f: StepFunction): (time: number) => number {
  let next = 0;
  return (time) => {
    while (next < f.times.length && f.times[next] <= time) next++;
    return next === 0 ? f.start : f.values[next - 1];
  };
}

function knotsWithin(f: StepFunction, from: number, to: number): number[] {
  return Array.from(f.times).filter((time) => time > from && time < to);
}

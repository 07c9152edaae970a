/** Time cut into bins that all sites agree on, and outcomes in terms of them. */

/** K + 1 ascending edges from 0 on. Bin k is (edge k, edge k + 1]; time 0 is in the first bin. */
export type TimeEdges = readonly number[];

/** Both [rows, K], row-major, 0 or 1. */
export interface EncodedOutcomes {
  readonly survived: Float32Array;
  readonly event: Float32Array;
}

/**
 * Bins lived through and the bin of the event. Whoever is censored within a bin has not lived through it; an event after
 * the last edge is none yet, so its patient has lived through all bins.
 * @param times finite, at least 0
 * @param events whether each time is that of the event, not of censoring
 * @throws RangeError for edges that do not ascend from 0
 */
export function encodeOutcomes(
  times: ArrayLike<number>,
  events: ArrayLike<boolean | number>,
  edges: TimeEdges,
): EncodedOutcomes {
  checkEdges(edges);
  const bins = edges.length - 1;
  const survived = new Float32Array(times.length * bins);
  const event = new Float32Array(times.length * bins);
  for (let row = 0; row < times.length; row++) {
    const start = row * bins;
    const last = binOf(times[row], edges);
    const livedThrough = events[row] || last === bins || times[row] < edges[last + 1] ? last : last + 1;
    survived.fill(1, start, start + livedThrough);
    if (events[row] && last < bins) event[start + last] = 1;
  }
  return { survived, event };
}

/** The bin that holds a time; K after the last edge. */
function binOf(time: number, edges: TimeEdges): number {
  let bin = 0;
  while (bin < edges.length - 1 && time > edges[bin + 1]) bin++;
  return bin;
}

/** Throws RangeError for edges that do not ascend from 0 over at least one bin. */
export function checkEdges(edges: TimeEdges): void {
  const ascends = edges.every((edge, i) => Number.isFinite(edge) && (i === 0 ? edge === 0 : edge > edges[i - 1]));
  if (!ascends || edges.length < 2) throw new RangeError('time edges must ascend from 0 over at least one bin');
}

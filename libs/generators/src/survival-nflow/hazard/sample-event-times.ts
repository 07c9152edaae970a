import type { RandomStream } from '#random/random-stream';
import { checkEdges, type TimeEdges } from './time-bins.ts';

export interface SampledTimes {
  readonly times: Float64Array;
  /** 1 for an event, 0 for a patient without one up to the last edge, which is then the time. */
  readonly events: Uint8Array;
}

/**
 * Draws one time per row of `hazards` [rows, K] in [0, 1] by inverting the survival function, which falls linearly within
 * a bin (constant density, Kvamme & Borgan 2021). Takes one uniform per row.
 * @throws RangeError for edges that do not ascend from 0
 */
export function sampleEventTimes(hazards: ArrayLike<number>, edges: TimeEdges, random: RandomStream): SampledTimes {
  checkEdges(edges);
  const bins = edges.length - 1;
  const rows = hazards.length / bins;
  const times = new Float64Array(rows);
  const events = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const time = invertSurvival(hazards, row * bins, edges, random.uniform());
    times[row] = time ?? edges[bins];
    events[row] = Number(time !== undefined);
  }
  return { times, events };
}

/** The time at which survival has fallen to `level`; undefined where it has not by the last edge. */
function invertSurvival(
  hazards: ArrayLike<number>,
  start: number,
  edges: TimeEdges,
  level: number,
): number | undefined {
  let survival = 1;
  for (let bin = 0; bin < edges.length - 1; bin++) {
    const next = survival * (1 - hazards[start + bin]);
    if (level >= next) {
      const share = (survival - level) / (survival - next);
      return edges[bin] + share * (edges[bin + 1] - edges[bin]);
    }
    survival = next;
  }
  return undefined;
}

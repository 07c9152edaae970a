import type { Contribution } from './contribution.ts';

/** The least count above 0 in a contribution: the fewest rows that one of its numbers tells of. Undefined: it has none. */
export function smallestCount({ vectors }: Contribution): number | undefined {
  let least = Infinity;
  for (const { kind, values } of vectors.values()) {
    if (kind !== 'count') continue;
    for (let i = 0; i < values.length; i++) if (values[i] > 0 && values[i] < least) least = values[i];
  }
  return least === Infinity ? undefined : least;
}

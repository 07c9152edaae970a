import type { RandomStream } from '#random/random-stream';
import type { UnitBounds } from '../../../columns/unit-bounds.ts';
import type { NumberCells, Room, Stretch } from '../../encoding/number-cells.ts';
import type { ShareMap } from './share-map.ts';
import type { ValueHead } from './value-head.ts';

/**
 * The shares of a number's scale whose values are within bounds: how likely they are is the difference of the head's
 * distribution at their ends, and they are drawn by inverting it between these.
 */
export class WantedShares {
  readonly #cells: NumberCells;
  readonly #head: ValueHead;
  #stretches: readonly Stretch[] = [];
  /** Of each stretch, in levels of the head's distribution. */
  #levels: readonly Stretch[] = [];
  #map: ShareMap | undefined;

  constructor(cells: NumberCells, head: ValueHead) {
    this.#cells = cells;
    this.#head = head;
  }

  /** How likely a value within the bounds is in the row that the head has read; `map` is applied to what the head draws. */
  want(within: UnitBounds, room: Room, map: ShareMap | undefined): number {
    this.#map = map;
    this.#stretches = this.#cells.stretchesWithin(within, room);
    const levelOf = (share: number) => this.#head.below(map?.inverse(share) ?? share);
    this.#levels = this.#stretches.map(({ from, to, part }) => ({ from: levelOf(from), to: levelOf(to), part }));
    return this.#levels.reduce((sum, level) => sum + massOf(level), 0);
  }

  /** A share of what `want` found likely. */
  draw(stream: RandomStream): number {
    const place = stream.categorical(Float64Array.from(this.#levels, massOf));
    const { from, to } = this.#levels[place];
    const drawn = this.#head.at(from + stream.uniform() * (to - from));
    const share = this.#map?.apply(drawn) ?? drawn;
    return Math.min(this.#stretches[place].to, Math.max(this.#stretches[place].from, share));
  }
}

function massOf({ from, to, part }: Stretch): number {
  return Math.max(0, to - from) * part;
}

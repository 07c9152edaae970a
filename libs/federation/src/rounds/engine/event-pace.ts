/** At most one entry of a kind in this time, milliseconds. */
const INTERVAL = 60_000;

interface Pace {
  readonly writtenAt: number;
  passedOver: number;
}

/** Bounds what one site can write into the journal, whose connection flaps or whose agent fails again and again. */
export class EventPace {
  readonly #paces = new Map<string, Pace>();

  /**
   * @param kind of event, with the site it is about
   * @returns how many like it have been passed over since the last that was written; undefined: this one is, too
   */
  admit(kind: string, now: number): number | undefined {
    const pace = this.#paces.get(kind);
    if (pace !== undefined && now - pace.writtenAt < INTERVAL) {
      pace.passedOver++;
      return undefined;
    }
    this.#paces.set(kind, { writtenAt: now, passedOver: 0 });
    return pace?.passedOver ?? 0;
  }
}

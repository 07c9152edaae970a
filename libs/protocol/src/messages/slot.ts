/** Names an assignment within a study: rounds and exchanges count from 0. */
export interface SlotId {
  readonly round: number;
  readonly exchange: number;
}

export function sameSlot(a: SlotId | undefined, b: SlotId | undefined): boolean {
  return a !== undefined && b !== undefined && a.round === b.round && a.exchange === b.exchange;
}

/** For log lines. */
export function slotWords(slot: SlotId): string {
  return slot.exchange === 0 ? `round ${slot.round}` : `round ${slot.round}, exchange ${slot.exchange}`;
}

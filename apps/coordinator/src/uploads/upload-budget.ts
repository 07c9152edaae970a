/** A share of the budget, or a place in the queue for it. */
export interface Reservation {
  readonly bytes: number;
  /** False while it waits in the queue. */
  readonly isHeld: boolean;
  /** Gives the share back, or leaves the queue. Twice is once. */
  release(): void;
  /** Says that nothing arrives at present: the share is taken back, with notice, as soon as another needs it. */
  lend(onReclaimed: () => void): void;
  /** The share is in use again. */
  use(): void;
}

interface Share extends Reservation {
  state: 'queued' | 'held' | 'released';
  readonly onGranted: () => void;
  onReclaimed: (() => void) | undefined;
}

/**
 * Bounds the memory of contributions that are still arriving: shares are handed out in order of request, so that
 * memory doesn't grow with the number of sites. One share is always granted, however large.
 */
export class UploadBudget {
  readonly #limit: number;
  readonly #shares = new Set<Share>();
  #used = 0;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes handed out. */
  get used(): number {
    return this.#used;
  }

  /** A share at once, or none. */
  tryReserve(bytes: number): Reservation | undefined {
    return this.#fits(bytes) && !this.#queued().length ? this.reserve(bytes, () => {}) : undefined;
  }

  /** A share as soon as there is room; `onGranted` may be called before this returns. */
  reserve(bytes: number, onGranted: () => void): Reservation {
    const share: Share = {
      bytes,
      state: 'queued',
      get isHeld() {
        return this.state === 'held';
      },
      onGranted,
      onReclaimed: undefined,
      release: () => this.#release(share),
      lend: (onReclaimed) => this.#lend(share, onReclaimed),
      use: () => (share.onReclaimed = undefined),
    };
    this.#shares.add(share);
    this.#admit();
    return share;
  }

  #queued(): Share[] {
    return [...this.#shares].filter(({ state }) => state === 'queued');
  }

  #fits(bytes: number): boolean {
    return this.#used === 0 || this.#used + bytes <= this.#limit;
  }

  #admit(): void {
    for (const share of this.#queued()) {
      if (!this.#fits(share.bytes) && !this.#reclaimFor(share)) return;
      if (share.state !== 'queued') continue;
      share.state = 'held';
      this.#used += share.bytes;
      share.onGranted();
    }
  }

  /** Takes back lent shares, the oldest first, until there is room or whoever was told has made some. */
  #reclaimFor(waiting: Share): boolean {
    for (const share of Array.from(this.#shares)) {
      const { onReclaimed } = share;
      if (onReclaimed === undefined) continue;
      this.#drop(share);
      onReclaimed();
      if (waiting.state !== 'queued' || this.#fits(waiting.bytes)) return true;
    }
    return false;
  }

  #lend(share: Share, onReclaimed: () => void): void {
    if (share.state !== 'held') return;
    share.onReclaimed = onReclaimed;
    this.#admit();
  }

  #release(share: Share): void {
    this.#drop(share);
    this.#admit();
  }

  #drop(share: Share): void {
    if (share.state === 'held') this.#used -= share.bytes;
    share.state = 'released';
    share.onReclaimed = undefined;
    this.#shares.delete(share);
  }
}

/** Which enrolled sites are there, and which are worth waiting for. */
export class Presence {
  readonly connected = new Set<string>();
  /** Left behind by the last exchange that closed, and not heard of since. */
  readonly silent = new Set<string>();
  /** Took part in the last round, or came since; before the first round all sites. */
  readonly expected: Set<string>;
  changedAt = 0;

  constructor(sites: readonly string[]) {
    this.expected = new Set(sites);
  }

  connect(site: string, at: number): void {
    this.connected.add(site);
    this.expected.add(site);
    this.silent.delete(site);
    this.changedAt = at;
  }

  disconnect(site: string, at: number): void {
    this.connected.delete(site);
    if (this.silent.has(site)) this.expected.delete(site);
    this.changedAt = at;
  }

  /** Told when an exchange has closed: who contributed and who was still being waited for. */
  settle(filled: readonly string[], pending: readonly string[]): void {
    for (const site of filled) this.silent.delete(site);
    for (const site of pending) {
      this.silent.add(site);
      if (!this.connected.has(site)) this.expected.delete(site);
    }
  }
}

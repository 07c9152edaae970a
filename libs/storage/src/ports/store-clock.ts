/** Time, passed in so that ages and leases can be tested without waiting. */
export interface StoreClock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** When a round may close and when it must end. All times in milliseconds. */
export interface RoundPolicy {
  /** Sites that must have contributed before a round may close; 1 … number of enrolled sites. */
  readonly quorum: number;
  /** A site that hasn't advanced for this long is silent: a round that has its quorum no longer waits for it. */
  readonly progressTimeout: number;
  /** A round short of its quorum ends with CL-ROUND-001 when nobody has advanced for this long; ≥ progressTimeout. */
  readonly quorumDeadline: number;
  /** How long the opening of a round waits for enrolled sites that aren't connected, once the quorum is. */
  readonly gatherTimeout: number;
  /** How often within one exchange a site may return and start over before it is no longer waited for. */
  readonly maxReturns: number;
}

export const DEFAULT_POLICY: Omit<RoundPolicy, 'quorum'> = {
  progressTimeout: 120_000,
  quorumDeadline: 600_000,
  gatherTimeout: 60_000,
  maxReturns: 10,
};

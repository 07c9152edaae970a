/**
 * Where a site keeps how far it has got with one assignment, so that a process that was killed goes on there. What is saved
 * never leaves the site. Work that goes on from a checkpoint must give the bytes that it would have given undisturbed.
 */
export interface CheckpointPort {
  /** What an earlier process saved last for this very assignment. Whoever can't use it works from the beginning. */
  load(): Promise<Uint8Array | undefined>;
  /**
   * To be called, without waiting, wherever the work could go on from. Calls `encode` at once, or not at all where the last
   * save was a short while ago or is still being written; what it returns is the port's.
   */
  save(encode: () => Uint8Array<ArrayBuffer>): void;
}

/** A generator at the end of its training, as it is kept and released. */
export interface TrainedGenerator {
  /** The coordinator's whole state, to sample from again. */
  readonly checkpoint: Uint8Array;
  /** For use outside Cohortloom. */
  readonly onnx?: Uint8Array;
  /** How to read what the ONNX model makes. */
  readonly encoding?: unknown;
}

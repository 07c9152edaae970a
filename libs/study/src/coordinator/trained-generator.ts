/** A generator at the end of its training, as it is kept and released. */
export interface TrainedGenerator {
  /** The coordinator's whole state, to sample from again. */
  readonly checkpoint: Uint8Array;
  /** What holds of everything that the model releases, for disclosures.json. */
  readonly disclosed?: unknown;
  /** What a person can check of the model. */
  readonly description?: unknown;
  /** For use outside Cohortloom. */
  readonly onnx?: Uint8Array;
  /** How to read what the ONNX model makes. */
  readonly encoding?: unknown;
}

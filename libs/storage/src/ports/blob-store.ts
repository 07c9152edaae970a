export interface BlobRef {
  /** SHA-256 in lower-case hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** A half-open byte range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A blob as a store lists it. */
export interface StoredBlob extends BlobRef {
  /** When it was last put or committed, milliseconds since the epoch on the store's clock. */
  readonly storedAt: number;
}

/** What a sweep removed. */
export interface Swept {
  readonly blobs: number;
  /** Of blobs and of abandoned uploads. */
  readonly bytes: number;
}

/** Immutable bytes known by their hash. */
export interface BlobStore {
  /** Whether blobs outlive the process. What doesn't is dropped as soon as the process itself needs it no longer. */
  readonly isDurable: boolean;
  /** Durable when it resolves; storing the same bytes twice is one blob. */
  put(bytes: Uint8Array): Promise<BlobRef>;
  /** Starts or resumes the upload of a blob whose hash is known; a finished one resumes at its size. */
  upload(ref: BlobRef): Promise<BlobUpload>;
  /** The whole blob, starting at an 8-byte aligned address. Throws CL-IO-001 when unknown, CL-IO-004 when damaged. */
  get(sha256: string): Promise<Uint8Array>;
  /** Chunks of a range (default all). Throws CL-IO-001 when unknown. */
  read(sha256: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  stat(sha256: string): Promise<BlobRef | undefined>;
  delete(sha256: string): Promise<void>;
  /** Every whole blob, in no order. */
  list(): AsyncIterable<StoredBlob>;
  /**
   * Removes blobs that aren't referenced, and abandoned uploads, if nothing was stored under their hash for `olderThan`
   * ms: what is stored a moment before the journal refers to it must not be taken for forgotten.
   */
  sweep(referenced: ReadonlySet<string>, olderThan: number): Promise<Swept>;
}

/** A blob on its way in; survives a restart as far as it had got. One writer at a time. */
export interface BlobUpload {
  /** Bytes already held: where the sender goes on. */
  readonly offset: number;
  append(chunk: Uint8Array): Promise<void>;
  /** Checks size and hash and makes the blob durable. Throws CL-NET-003 and forgets the bytes when they don't match. */
  commit(): Promise<BlobRef>;
  /** Releases handles and keeps what has arrived for a later `upload`. */
  suspend(): Promise<void>;
  /** Forgets what has arrived. */
  discard(): Promise<void>;
}

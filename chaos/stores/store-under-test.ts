import type { Stores } from '#storage/ports/stores';

/** A kind of store, as the suite starts, opens and damages it. */
export interface StoreUnderTest {
  readonly name: string;
  /** Whether it has a server that can be killed. */
  readonly hasServer: boolean;
  /** Whether what a killed coordinator left locked may stay so until the server itself ends it. */
  readonly keepsLocks: boolean;
  /** What the coordinator's configuration says of it, for a study with this folder. */
  configOf(folder: string): object;
  /** Opens a study's store beside the coordinator. */
  open(folder: string): Promise<Stores>;
  /** The folder that it keeps everything in; undefined where it has none. */
  folder(folder: string): string | undefined;
  /** Where blobs are files; undefined where they aren't. */
  blobFolder(folder: string): string | undefined;
  /** Begins with what all studies share: a server. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** kill -9 of the server, which is started again on the same data after `downtime` ms. @returns false where there is none */
  killServer(downtime: number): Promise<boolean>;
}

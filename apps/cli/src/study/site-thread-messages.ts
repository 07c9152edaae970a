import type { SiteAssignment } from '#federation/rounds/round';
import type { ThreadError } from '#site-agent/work/thread-messages';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/** The sites that a thread plays. Structured clones carry it. */
export interface ThreadSites {
  readonly dictionary: DataDictionary;
  readonly tables: ReadonlyMap<string, Table>;
}

/** A broadcast in memory that all threads see; the same number is the same broadcast. */
export interface SharedBroadcast {
  readonly number: number;
  readonly bytes: SharedArrayBuffer;
}

export type ToSiteThread =
  | {
      readonly type: 'contribute';
      readonly task: number;
      readonly site: string;
      readonly assignment: Omit<SiteAssignment, 'broadcast'>;
      readonly broadcast: SharedBroadcast;
    }
  | { readonly type: 'abort'; readonly task: number };

export type FromSiteThread =
  | { readonly type: 'progress'; readonly task: number; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly task: number; readonly bytes: Uint8Array; readonly sha256: string }
  | { readonly type: 'failed'; readonly task: number; readonly error: ThreadError };

import type { RandomStream } from '#random/random-stream';
import type { DataDictionary } from '../dictionary.ts';
import type { Decoded } from '../model-table.ts';
import type { Profile } from '../profile/profile.ts';
import type { Table } from '../table.ts';
import type { EncodedLayout } from './layout.ts';

/** Turns rows of the MODEL table (see `toModelTable`) into numbers for a network and back. The same at every site. */
export declare class TableEncoder {
  readonly dictionary: DataDictionary;
  readonly layout: EncodedLayout;
  /** Real count of each column of the condition vector (states: summed; modes: expected), length conditionWidth. */
  readonly conditionCounts: Float64Array;
  /** rowCount × layout.width, row-major. With a stream modes are sampled from their posterior; without, the most likely. */
  encode(table: Table, stream?: RandomStream): Float32Array;
  /** From activated or raw rows (blocks are read by argmax). Not accepted: rows that leave the dictionary's bounds. */
  decode(matrix: Float32Array, rowCount: number): Decoded;
  toJSON(): unknown;
  static fromJSON(dictionary: DataDictionary, json: unknown): TableEncoder;
}

/** `dictionary` is the study's (not the model's). */
export declare function fitEncoder(dictionary: DataDictionary, profile: Profile): TableEncoder;

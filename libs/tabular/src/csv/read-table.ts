import type { DataDictionary } from '../dictionary.ts';
import type { Table } from '../table.ts';

export interface ReadTableOptions {
  /** Name shown in errors when the source is bytes. */
  readonly file?: string;
  /** Largest number of rows accepted; default 2,000,000 divided by the width of the table over 48. */
  readonly maximumRows?: number;
  /** Told of what is odd but no error: rows that violate an `implies` or `exclusive` constraint. */
  readonly onWarning?: (warning: TableWarning) => void;
}

export interface TableWarning {
  readonly what: string;
  readonly rowCount: number;
}

/** `source`: a path, or the bytes of a file. */
export declare function readTable(
  source: string | Uint8Array,
  dictionary: DataDictionary,
  options?: ReadTableOptions,
): Promise<Table>;

import type { DataDictionary } from './dictionary.ts';

/** Reads the data dictionary from the text of a `datapackage.json`. Throws CL-DICT-001. */
export declare function parseDictionary(text: string, file?: string): DataDictionary;
/** Reads and checks a `datapackage.json`. Throws CL-IO-001, CL-DICT-001. */
export declare function readDictionary(path: string): Promise<DataDictionary>;

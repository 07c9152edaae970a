import type { DataDictionary } from './dictionary.ts';

/** The dictionary as the value of a `datapackage.json`, to which `path` (the CSV file's name) can be added. */
export declare function toDataPackage(dictionary: DataDictionary, options?: { readonly path?: string }): unknown;
/** Canonical JSON of a dictionary: keys sorted, no white space. */
export declare function canonicalDictionary(dictionary: DataDictionary): string;
/** SHA-256 (hex) of the canonical JSON: what sites and coordinator compare. */
export declare function dictionaryHash(dictionary: DataDictionary): string;
/** Throws CL-DICT-002 that names the first field or property in which the two differ. */
export declare function requireSameDictionary(agreed: DataDictionary, own: DataDictionary): void;

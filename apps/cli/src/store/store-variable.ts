/** Where the store is named for all commands that take `--store`. */
export const STORE_VARIABLE = 'COHORTLOOM_STORE';
/** Begins the name of a file that holds the URL. */
export const FILE_SIGN = '@';

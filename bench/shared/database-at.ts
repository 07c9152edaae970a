/** The URI of a database of this process's own at a MongoDB server. */
export function databaseAt(uri: string): string {
  return uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)[^?]*/, `$1/cohortloom-bench-${process.pid}`);
}

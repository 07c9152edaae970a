/**
 * What brings a database from one version of the schema to the next, in order and only forwards; the last one's place
 * is this release's version. A migration that was released is never changed: a later one mends it.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE studies (
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    updated_at REAL NOT NULL,
    declaration TEXT NOT NULL,
    state TEXT NOT NULL,
    sha256 TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE journal (
    study TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    key TEXT NOT NULL,
    type TEXT NOT NULL,
    at REAL NOT NULL,
    data TEXT NOT NULL,
    link TEXT NOT NULL,
    PRIMARY KEY (study, sequence),
    UNIQUE (study, key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE journal_heads (
    study TEXT PRIMARY KEY,
    length INTEGER NOT NULL,
    link TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE leases (
    study TEXT PRIMARY KEY,
    token INTEGER NOT NULL,
    holder TEXT,
    expires_at REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

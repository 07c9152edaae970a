import { pathToFileURL } from 'node:url';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { CohortloomError } from '#errors/cohortloom-error';
import { foreignStore, newerStore } from '../store-errors.ts';
import { MIGRATIONS, SCHEMA_VERSION } from './migrations.ts';
import { storeError } from './sqlite-errors.ts';

/** Says in the file's header that the database is ours: "CohL". */
const APPLICATION_ID = 0x436f684c;
/** How long to wait for another process's transaction, ms. */
const BUSY_TIMEOUT = 5_000;

type Row = Record<string, unknown>;

/**
 * The database of an embedded store: every committed transaction is on the disk (write-ahead log, synchronous=FULL).
 * SQLite's failures are thrown as CL-IO-002, CL-IO-004 and CL-IO-006.
 */
export class EmbeddedDatabase {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(path: string, database: DatabaseSync) {
    this.path = path;
    this.#database = database;
  }

  /**
   * Opens or creates.
   * @param refusal thrown instead of beginning with an empty database
   * @throws CL-IO-005 for a store of a newer release, CL-IO-004 for what is no store, is damaged or is lost
   */
  static open(path: string, refusal?: CohortloomError): EmbeddedDatabase {
    const opened = wordily(path, () => new DatabaseSync(path, { timeout: BUSY_TIMEOUT }));
    return EmbeddedDatabase.#prepared(path, opened, (database) => database.#prepare(refusal));
  }

  /** To read a database that has no log and isn't written by anybody, where nothing can be written. Throws as `open`. */
  static openUnchanging(path: string, refusal?: CohortloomError): EmbeddedDatabase {
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    const opened = wordily(path, () => new DatabaseSync(url, { readOnly: true }));
    return EmbeddedDatabase.#prepared(path, opened, (database) => database.#checkedVersion(refusal));
  }

  static #prepared(
    path: string,
    opened: DatabaseSync,
    prepare: (database: EmbeddedDatabase) => unknown,
  ): EmbeddedDatabase {
    const database = new EmbeddedDatabase(path, opened);
    try {
      prepare(database);
      return database;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return wordily(this.path, () => this.#statement(sql).all(...values));
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return wordily(this.path, () => this.#statement(sql).get(...values));
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return wordily(this.path, () => Number(this.#statement(sql).run(...values).changes));
  }

  /** All or none of what `action` writes; on the disk when it returns. No other process writes meanwhile. */
  transact<T>(action: () => T): T {
    return wordily(this.path, () => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = action();
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** What SQLite's own check finds. */
  faults(): string[] {
    const found = this.all('PRAGMA integrity_check(20)').map(({ integrity_check: words }) => String(words));
    return found.filter((words) => words !== 'ok');
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare(refusal: CohortloomError | undefined): void {
    const version = this.#checkedVersion(refusal);
    wordily(this.path, () => this.#database.exec(SETTINGS));
    if (version < SCHEMA_VERSION) this.transact(() => this.#migrate());
  }

  /** Reads only. */
  #checkedVersion(refusal: CohortloomError | undefined): number {
    const isNew = this.#number('SELECT count(*) AS value FROM sqlite_schema') === 0;
    if (isNew && refusal !== undefined) throw refusal;
    if (!isNew && this.#pragma('application_id') !== APPLICATION_ID) throw foreignStore(this.path);
    return this.#knownVersion();
  }

  /** Read again within the transaction: another process may have been faster, one of a newer release too. */
  #migrate(): void {
    for (const migration of MIGRATIONS.slice(this.#knownVersion())) this.#database.exec(migration);
    this.#database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
  }

  /** Throws CL-IO-005 for that of a newer release. */
  #knownVersion(): number {
    const version = this.#pragma('user_version');
    if (version > SCHEMA_VERSION) throw newerStore(this.path, version, SCHEMA_VERSION);
    return version;
  }

  #pragma(name: string): number {
    return this.#number(`SELECT ${name} AS value FROM pragma_${name}`);
  }

  #number(sql: string): number {
    return Number(this.get(sql)?.value);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** fullfsync: macOS would otherwise leave the last word to the disk's own cache. */
const SETTINGS = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON';

function wordily<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw storeError(path, error);
  }
}

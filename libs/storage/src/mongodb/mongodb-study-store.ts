import type { ClientSession } from 'mongodb';
import { leadLost } from '../lease-errors.ts';
import type { Fence } from '../ports/lease-store.ts';
import type { JsonValue } from '../ports/round-journal.ts';
import type { NewStudy, StudyRecord, StudyStore } from '../ports/study-store.ts';
import { adoptedStudy, createdStudy, updatedStudy } from '../study-changes.ts';
import { decodeStudy, encodeStudy } from '../study-encoding.ts';
import { studyTaken } from '../study-errors.ts';
import { fileNameOf } from '../study-name.ts';
import type { MongodbConnection } from './mongodb-connection.ts';
import { isDuplicateKey } from './mongodb-errors.ts';
import { isGoodFence } from './mongodb-lease-store.ts';
import type { MongodbCollections, StudyDocument } from './mongodb-schema.ts';

/** Studies as a document each; the time of a change is the server's. */
export class MongodbStudyStore implements StudyStore {
  readonly #connection: MongodbConnection;

  constructor(connection: MongodbConnection) {
    this.#connection = connection;
  }

  async create(study: NewStudy): Promise<StudyRecord> {
    const updatedAt = await this.#now();
    return this.#change(study.id, (present) => createdStudy(study, present, updatedAt));
  }

  async get(id: string): Promise<StudyRecord | undefined> {
    const found = await this.#connection.run(({ studies }) => studies.findOne({ _id: fileNameOf(id) }));
    return found === null ? undefined : decode(found);
  }

  async list(): Promise<readonly StudyRecord[]> {
    const found = await this.#connection.run(({ studies }) => studies.find().sort({ _id: 1 }).toArray());
    return found.map(decode);
  }

  async update(id: string, revision: number, state: JsonValue, fence?: Fence): Promise<StudyRecord> {
    const change = { revision, state, updatedAt: await this.#now() };
    return this.#change(id, (present) => updatedStudy(id, present, change), fence);
  }

  async adopt(record: StudyRecord): Promise<void> {
    await this.#change(record.id, (present) => adoptedStudy(record, present));
  }

  async #change(
    id: string,
    next: (present: StudyRecord | undefined) => StudyRecord,
    fence?: Fence,
  ): Promise<StudyRecord> {
    try {
      return await this.#connection.transact((collections, session) => replace(collections, session, id, next, fence));
    } catch (error) {
      // Another has made a study of this name at the same time.
      throw isDuplicateKey(error) ? studyTaken(id) : error;
    }
  }

  async #now(): Promise<number> {
    return (await this.#connection.serverTime()).getTime();
  }
}

async function replace(
  collections: MongodbCollections,
  session: ClientSession,
  id: string,
  next: (present: StudyRecord | undefined) => StudyRecord,
  fence: Fence | undefined,
): Promise<StudyRecord> {
  if (fence !== undefined && !(await isGoodFence(collections, session, id, fence))) throw leadLost(id);
  const present = await collections.studies.findOne({ _id: id }, { session });
  const { id: _id, ...stored } = encodeStudy(next(present === null ? undefined : decode(present)));
  if (present === null) await collections.studies.insertOne({ _id, ...stored }, { session });
  else await collections.studies.replaceOne({ _id }, stored, { session });
  return decode({ _id, ...stored });
}

function decode({ _id: id, ...stored }: StudyDocument): StudyRecord {
  return decodeStudy({ id, ...stored });
}

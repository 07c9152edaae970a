import type { JsonValue } from './ports/round-journal.ts';
import type { NewStudy, StudyRecord } from './ports/study-store.ts';
import { studyChanged, studyTaken, studyUnknown } from './study-errors.ts';
import { fileNameOf } from './study-name.ts';

/** What `create` keeps, given what is there. Throws CL-CONF-001. */
export function createdStudy(study: NewStudy, present: StudyRecord | undefined, updatedAt: number): StudyRecord {
  const id = fileNameOf(study.id);
  if (present !== undefined) throw studyTaken(id);
  return { id, revision: 1, updatedAt, declaration: study.declaration, state: study.state };
}

/** What `update` keeps, given what is there. Throws CL-CONF-008 and CL-CONF-009. */
export function updatedStudy(
  id: string,
  present: StudyRecord | undefined,
  change: { readonly revision: number; readonly state: JsonValue; readonly updatedAt: number },
): StudyRecord {
  if (present === undefined) throw studyUnknown(id);
  if (present.revision !== change.revision) throw studyChanged(id);
  return { ...present, ...change, revision: present.revision + 1 };
}

/** What `adopt` keeps, given what is there. Throws CL-CONF-001 when that is another study or a newer state of it. */
export function adoptedStudy(record: StudyRecord, present: StudyRecord | undefined): StudyRecord {
  fileNameOf(record.id);
  if (present === undefined) return record;
  const isSame = textOf(present.declaration) === textOf(record.declaration) && present.revision <= record.revision;
  if (!isSame) throw studyTaken(record.id);
  if (present.revision === record.revision && textOf(present.state) !== textOf(record.state))
    throw studyTaken(record.id);
  return record;
}

function textOf(value: JsonValue): string {
  return JSON.stringify(value);
}

import { createHash } from 'node:crypto';
import { clone, toBinary } from '@bufbuild/protobuf';
import { AssignmentSchema, type Assignment } from '#protocol/gen/cohortloom/v1/round_pb';

/**
 * Names an assignment over restarts: the same study, site, slot, task, seed, layout and broadcast, and so the same
 * contribution. How far its transfers are isn't part of it.
 */
export function assignmentKey(study: string, site: string, message: Assignment): string {
  const bytes = toBinary(AssignmentSchema, lasting(message));
  return createHash('sha256')
    .update(JSON.stringify([study, site]))
    .update(bytes)
    .digest('hex');
}

/** The assignment without what changes from one connection to the next. */
export function lasting(message: Assignment): Assignment {
  const copy = clone(AssignmentSchema, message);
  copy.broadcastOffset = 0;
  copy.granted = false;
  return copy;
}

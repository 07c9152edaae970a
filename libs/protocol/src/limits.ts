import { CohortloomError } from '#errors/cohortloom-error';

/**
 * Bytes of a broadcast or contribution in one message. A heartbeat stands behind the chunks before it, and only a whole message
 * is a sign of life: one chunk has to come through before an agent counts as gone, after 15 s unless configured otherwise. With
 * these that needs a line of 140 kbit/s; twice as large ones would need twice as much, and save a fifteenth of what an exchange
 * costs the processors.
 */
export const CHUNK_BYTES = 256 * 1024;

/** Everything but a chunk's data: the largest message that either side takes is CHUNK_BYTES and this. */
export const MAX_CONTROL_BYTES = 1024 * 1024;

/** Sizes and offsets are 32 bit on the wire, and one buffer holds a whole blob. */
export const MAX_BLOB_BYTES = 2 ** 31 - 1;

/** What a coordinator takes from one site at once, unless it is configured otherwise. */
export const DEFAULT_MAX_CONTRIBUTION_BYTES = 512 * 1024 * 1024;

/**
 * Refuses what is too large before any memory is taken for it.
 * @param subject begins the sentence, e.g. `The broadcast of round 3`
 * @throws CL-NET-004
 */
export function checkSize(subject: string, bytes: number, limit: number): void {
  if (bytes <= limit) return;
  throw new CohortloomError('CL-NET-004', {
    what: `${subject} has ${bytes} bytes; at most ${limit} are taken.`,
    todo: 'Choose a smaller model, or raise the limit at the side that refused it.',
  });
}

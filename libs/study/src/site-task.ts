import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { vector } from '#sums/tensors/named-tensors';

/**
 * What a round's broadcast holds, whatever the round: the part of the study that a site needs to know, and the round's
 * own payload. A site needs nothing but its table and this, so an assignment can be repeated at any time.
 */
export interface SiteTask {
  readonly setup: StudySetup;
  readonly payload: Uint8Array;
}

const setupShape = z.strictObject({
  /** The hold-out split derives from it. */
  seed: z.string(),
  holdOut: z.number().min(0).max(0.5),
});

export type StudySetup = z.infer<typeof setupShape>;

export function encodeSiteTask(task: SiteTask): Uint8Array {
  return encodeTensors({
    tensors: new Map([['payload', vector(task.payload)]]),
    metadata: new Map([['setup', JSON.stringify(task.setup)]]),
  });
}

/** Throws CL-NET-003 for anything that `encodeSiteTask` didn't write. */
export function decodeSiteTask(bytes: Uint8Array): SiteTask {
  const { tensors, metadata } = decodeTensors(bytes);
  const payload = tensors.get('payload')?.data;
  const setup = setupShape.safeParse(parseJson(metadata.get('setup')));
  if (!(payload instanceof Uint8Array) || !setup.success) throw damaged();
  return { setup: setup.data, payload };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function damaged(): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: "An assignment can't be read: it doesn't hold a study's setup and a payload.",
    todo: 'Check that coordinator and site run the same version.',
  });
}

import type { SiteWorker } from '#federation/rounds/round';
import { CohortloomError } from '#errors/cohortloom-error';
import { echo } from './echo-study.ts';

/** A factory for `ThreadedSiteWorker`: blocks its thread for a while, as training does, then echoes or fails. */
export function createSlowEcho(options: { readonly blockFor: number; readonly fail?: boolean }): SiteWorker {
  return {
    contribute: async (assignment, progress) => {
      progress(1, 2);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, options.blockFor);
      if (options.fail) throw badCell();
      return echo(assignment);
    },
  };
}

function badCell(): CohortloomError {
  return new CohortloomError('CL-DATA-003', {
    what: 'A value is no number.',
    where: { file: 'aml.csv', line: 3, column: 'age' },
    todo: 'Correct it.',
    localValue: 'fifty-two',
  });
}

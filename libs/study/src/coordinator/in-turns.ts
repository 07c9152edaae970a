import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InSteps } from '#evaluation/steps';

/** Work with a turn of the event loop after each step: leases are renewed, sites and Ctrl-C heard meanwhile. */
export async function inTurns<Result>(work: InSteps<Result>): Promise<Result> {
  let step = work.next();
  while (!step.done) {
    await nextTurn();
    step = work.next();
  }
  return step.value;
}

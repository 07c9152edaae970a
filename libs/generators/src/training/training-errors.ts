import { CohortloomError } from '#errors/cohortloom-error';
import type { NetworkParameters } from './train-locally.ts';

/** CL-DATA-006 at a site that has nothing to train on. */
export function noRows(): CohortloomError {
  return new CohortloomError('CL-DATA-006', {
    what: 'The site has no rows to train on.',
    todo: 'Give the site a table with at least one row, or leave it out of the study.',
  });
}

/** Throws CL-MODEL-001 naming the network whose parameters aren't all finite. */
export function requireFiniteParameters(model: string, parameters: NetworkParameters): void {
  for (const [name, values] of parameters) {
    if (allFinite(values)) continue;
    throw new CohortloomError('CL-MODEL-001', {
      what: `The ${name} of ${model} holds numbers that are not finite after the exchange.`,
      todo: 'Lower learningRate, or the learning rate of the strategy, and start again from the last round.',
    });
  }
}

/** A plain loop: it runs over every parameter at each exchange. */
function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

import { CohortloomError } from '#errors/cohortloom-error';
import type { Seed } from '#random/random-stream';
import type { DataDictionary, Field } from '#tabular/dictionary';
import { DequantisedModel } from './dequantised/dequantised-model.ts';
import type { FlowModel } from './flow-model.ts';
import type { FlowSettings } from './hyperparameters.ts';
import { MixedModel } from './mixed/mixed-model.ts';

/**
 * The flow that the settings ask for. `seed`: of the study; whatever is drawn and never trained comes from it.
 * @throws CL-CONF-001 for conditions that can't come first, CL-MODEL-002 for a table of constants
 */
export function buildFlowModel(dictionary: DataDictionary, settings: FlowSettings, seed: Seed): FlowModel {
  if (!dictionary.fields.some(isVarying)) throw nothingToLearn();
  return settings.discrete === 'dequantised'
    ? new DequantisedModel(dictionary, settings, seed)
    : new MixedModel(dictionary, settings);
}

function isVarying(field: Field): boolean {
  return field.kind === 'numeric' || field.states.length > 1 || !field.required;
}

function nothingToLearn(): CohortloomError {
  return new CohortloomError('CL-MODEL-002', {
    what: 'By the data dictionary every column of this table has a single state, so there is nothing to learn.',
    todo: 'Add the columns that patients differ in to the dictionary.',
  });
}

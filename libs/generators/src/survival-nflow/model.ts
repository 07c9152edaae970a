/** Everything about a survival flow that follows from the dictionary and its settings alone. */
import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary } from '#tabular/dictionary';
import { flowColumns } from './encoding/flow-columns.ts';
import { type FlowLayout, flowLayout } from './encoding/flow-layout.ts';
import type { FlowSettings } from './hyperparameters.ts';
import { MixedNetwork } from './network/mixed-network.ts';
import { rationalQuadraticParameters } from './transforms/rational-quadratic.ts';

export interface FlowModel {
  readonly dictionary: DataDictionary;
  readonly settings: FlowSettings;
  readonly layout: FlowLayout;
  readonly network: MixedNetwork;
}

/** Throws CL-CONF-001 for conditions that can't come first, CL-MODEL-002 for a table of constants. */
export function buildFlowModel(dictionary: DataDictionary, settings: FlowSettings): FlowModel {
  const columns = flowColumns(dictionary, settings.condition);
  const layout = flowLayout(columns, rationalQuadraticParameters(settings));
  if (layout.outputWidth === 0) throw nothingToLearn();
  return { dictionary, settings, layout, network: new MixedNetwork(layout, settings) };
}

function nothingToLearn(): CohortloomError {
  return new CohortloomError('CL-MODEL-002', {
    what: 'By the data dictionary every column of this table has a single state, so there is nothing to learn.',
    todo: 'Add the columns that patients differ in to the dictionary.',
  });
}

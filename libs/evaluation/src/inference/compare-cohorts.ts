import type { DataDictionary } from '#tabular/dictionary';
import type { AssessedSets } from '../scoring/assessed-sets.ts';
import { baselineTable } from './baseline-table.ts';
import { columnComparisons } from './column-comparisons.ts';
import { effectTables } from './effect-tables.ts';
import { endpointComparisons } from './endpoint-comparisons.ts';
import type { InferenceFigures } from './inference-figures.ts';
import { markerCurves } from './marker-curves.ts';
import { responseComparisons } from './response-comparisons.ts';

/** What a statistician would compare a synthetic cohort with the training patients by. */
export function compareCohorts(dictionary: DataDictionary, sets: AssessedSets): InferenceFigures {
  const effects = effectTables(dictionary, sets);
  return {
    columns: columnComparisons(dictionary, sets),
    baseline: baselineTable(dictionary, sets),
    responses: responseComparisons(dictionary, sets),
    endpoints: endpointComparisons(dictionary, sets),
    effects,
    markers: markerCurves(dictionary, sets, effects),
  };
}

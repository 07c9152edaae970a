import type { DataDictionary } from '#tabular/dictionary';
import type { AssessedSets } from '../scoring/assessed-sets.ts';
import type { InSteps } from '../steps.ts';
import { baselineTable } from './baseline-table.ts';
import { columnComparisons } from './column-comparisons.ts';
import { type EffectReferences, effectTables } from './effect-tables.ts';
import { endpointComparisons } from './endpoint-comparisons.ts';
import type { InferenceFigures } from './inference-figures.ts';
import { markerCurves } from './marker-curves.ts';
import { responseComparisons } from './response-comparisons.ts';

/** What a statistician would compare a synthetic cohort with the training patients by. */
export function* compareCohorts(
  dictionary: DataDictionary,
  sets: AssessedSets,
  references: EffectReferences,
): InSteps<InferenceFigures> {
  const effects = yield* effectTables(references, sets.synthetic);
  const columns = columnComparisons(dictionary, sets);
  yield;
  const baseline = baselineTable(dictionary, sets);
  yield;
  const responses = responseComparisons(dictionary, sets);
  const endpoints = endpointComparisons(dictionary, sets);
  yield;
  return { columns, baseline, responses, endpoints, effects, markers: markerCurves(dictionary, sets, effects) };
}

import type { Engine } from '#compute/engine/engine';
import type { DataDictionary } from '#tabular/dictionary';
import type { ModelSampler, ReleasedModel } from '../../released-model.ts';
import { buildFlowModel } from '../build-flow-model.ts';
import { damagedFlow, readFlow } from './released-flow.ts';
import { spreadCounts } from './told-flow.ts';

/** The flow of generator.json. Throws CL-MODEL-006 for none or one of another format, CL-IO-004 for one of another dictionary. */
export async function restoreFlow(
  { encoding }: ReleasedModel,
  dictionary: DataDictionary,
  engine: Engine,
): Promise<ModelSampler> {
  const { flow, seed, settings } = readFlow(dictionary, encoding);
  const model = buildFlowModel(dictionary, settings, seed);
  if (flow.parameters.length !== model.parameters.size) throw damagedFlow();
  const drawn = { ...flow, ...spreadCounts(dictionary, flow) };
  return model.sampler(drawn, seed, (_, build) => engine.load(build()));
}

import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import type { Seed } from '#random/random-stream';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { vector } from '#sums/tensors/named-tensors';
import type { DataDictionary, Field } from '#tabular/dictionary';
import { gridOf } from '#tabular/profile/grid';
import { fineCellCount, greaterOf } from '../../columns/fine-cells.ts';
import { ROUNDNESS_CLASSES } from '../../columns/roundness.ts';
import { requireFormat } from '../../unrestorable.ts';
import type { TrainedFlow } from '../flow-model.ts';
import { type FlowSettings, flowSettingsSchema } from '../hyperparameters.ts';

const FORMAT = 'survival-nflow/1';
const FLOW = 'flow';

const counts = z.array(z.number().min(0));

const releasedFlow = z.strictObject({
  format: z.literal(FORMAT),
  seed: z.string(),
  settings: flowSettingsSchema,
  columns: z.array(z.strictObject({ column: z.string(), counts, outcomes: counts, roundness: counts })),
  /** A safetensors file as base64. */
  parameters: z.base64(),
});

const described = z.object({ sampling: releasedFlow });

export type ReleasedFlow = z.output<typeof releasedFlow>;

/** A flow with told counts, and what else its sampler hangs on. */
export interface SampledFlow {
  readonly settings: FlowSettings;
  readonly seed: Seed;
  readonly flow: TrainedFlow;
}

/** All that sampling needs, as plain JSON. */
export function releaseFlow({ fields }: DataDictionary, { settings, seed, flow }: SampledFlow): ReleasedFlow {
  const file = encodeTensors({ tensors: new Map([[FLOW, vector(flow.parameters)]]), metadata: new Map() });
  return {
    format: FORMAT,
    seed,
    settings,
    columns: fields.map(({ name }, i) => ({
      column: name,
      counts: [...flow.counts[i]],
      outcomes: [...flow.outcomes[i]],
      roundness: [...flow.roundness[i]],
    })),
    parameters: Buffer.from(file).toString('base64'),
  };
}

/**
 * The inverse of `releaseFlow`, from what `describeOutput` gives. Throws CL-MODEL-006 where there is none or one of another
 * format, CL-IO-004 for what is no flow of this dictionary.
 */
export function readFlow(dictionary: DataDictionary, encoding: unknown): SampledFlow {
  requireFormat('generator.json', encoding, FORMAT);
  const parsed = described.safeParse(encoding);
  if (!parsed.success) throw damagedFlow(parsed.error);
  const { columns, parameters, seed, settings } = parsed.data.sampling;
  const { fields } = dictionary;
  const isWhole = fields.every((field, i) => isOf(dictionary, field, columns[i]));
  if (columns.length !== fields.length || !isWhole) throw damagedFlow();
  const numbers = (name: 'counts' | 'outcomes' | 'roundness') =>
    columns.map((column) => Float64Array.from(column[name]));
  return {
    settings,
    seed,
    flow: {
      parameters: readParameters(parameters),
      counts: numbers('counts'),
      outcomes: numbers('outcomes'),
      roundness: numbers('roundness'),
    },
  };
}

function isOf(
  dictionary: DataDictionary,
  field: Field,
  released: ReleasedFlow['columns'][number] | undefined,
): boolean {
  if (released?.column !== field.name) return false;
  const { counts: own, outcomes, roundness } = released;
  const bins = field.kind === 'numeric' ? gridOf(field).uppers.length : 0;
  return (
    own.length === fineCellCount(field, greaterOf(dictionary, field.name)) &&
    [0, 2 * bins].includes(outcomes.length) &&
    [0, ROUNDNESS_CLASSES].includes(roundness.length)
  );
}

function readParameters(text: string): Float32Array {
  try {
    const data = decodeTensors(Uint8Array.from(Buffer.from(text, 'base64'))).tensors.get(FLOW)?.data;
    if (data instanceof Float32Array && data.every(Number.isFinite)) return data;
  } catch (cause) {
    throw damagedFlow(cause);
  }
  throw damagedFlow();
}

export function damagedFlow(cause?: unknown): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: 'The released model is no survival flow that can be sampled with the dictionary beside it.',
    todo: 'Take generator.json and datapackage.json of one release of this version, as they were released; a flow trained with matchMargins off is released without what sampling needs.',
    cause,
  });
}

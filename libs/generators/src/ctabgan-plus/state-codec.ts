import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { type NamedTensor, vector } from '#sums/tensors/named-tensors';
import type { DataDictionary } from '#tabular/dictionary';
import { TableEncoder } from '#tabular/encoding/table-encoder';
import { hyperparametersSchema } from './hyperparameters.ts';
import { LOSS_NAMES } from './step/training-step.ts';
import type { CtabganPlusState, LossSummary } from './state.ts';

const FORMAT = 'ctabgan-plus/1';
const PARAMETER = 'parameter/';
const SLOT = 'slot/';
const AVERAGE = 'average';
const LOSSES = 'losses';

const summarySchema = z.strictObject({
  format: z.literal(FORMAT),
  round: z.int().min(0),
  seed: z.string(),
  hyperparameters: hyperparametersSchema,
  encoder: z.unknown(),
  serverSteps: z.array(z.tuple([z.string(), z.number()])),
});

/** A state as a safetensors file: vectors as tensors, the rest as JSON in its metadata. */
export function encodeState(state: CtabganPlusState): Uint8Array {
  const tensors = new Map<string, NamedTensor>();
  for (const [name, values] of state.parameters) tensors.set(PARAMETER + name, vector(values));
  for (const [name, values] of state.server.slots) tensors.set(SLOT + name, vector(values));
  if (state.average.length > 0) tensors.set(AVERAGE, vector(state.average));
  if (state.losses.length > 0) tensors.set(LOSSES, vector(lossMatrix(state.losses)));
  const summary = {
    format: FORMAT,
    round: state.round,
    seed: state.seed,
    hyperparameters: state.hyperparameters,
    encoder: state.encoder.toJSON(),
    serverSteps: [...state.server.steps],
  };
  return encodeTensors({ tensors, metadata: new Map([['state', JSON.stringify(summary)]]) });
}

/** Throws CL-IO-004 for bytes that hold no state, CL-NET-003 for bytes that are no safetensors file. */
export function decodeState(dictionary: DataDictionary, bytes: Uint8Array): CtabganPlusState {
  const { tensors, metadata } = decodeTensors(bytes);
  const summary = parseSummary(metadata.get('state'));
  const withPrefix = (prefix: string) =>
    new Map(
      [...tensors.keys()]
        .filter((name) => name.startsWith(prefix))
        .map((name) => [name.slice(prefix.length), floats(tensors.get(name))]),
    );
  return {
    round: summary.round,
    seed: summary.seed,
    hyperparameters: summary.hyperparameters,
    encoder: TableEncoder.fromJSON(dictionary, summary.encoder),
    parameters: withPrefix(PARAMETER),
    average: floats(tensors.get(AVERAGE)),
    server: { steps: new Map(summary.serverSteps), slots: withPrefix(SLOT) },
    losses: lossSummaries(doubles(tensors.get(LOSSES))),
  };
}

/** What a site needs of a state. */
export function forSites(state: CtabganPlusState): CtabganPlusState {
  return { ...state, average: new Float32Array(0), server: { steps: new Map(), slots: new Map() }, losses: [] };
}

function parseSummary(text: string | undefined): z.output<typeof summarySchema> {
  const parsed = summarySchema.safeParse(text === undefined ? undefined : JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new CohortloomError('CL-IO-004', {
    what: 'The bytes hold no CTAB-GAN+ state of this version.',
    todo: 'Check that the coordinator and every site run the same version.',
    cause: parsed.error,
  });
}

function floats(tensor: NamedTensor | undefined): Float32Array {
  return tensor?.data instanceof Float32Array ? tensor.data : new Float32Array(0);
}

function doubles(tensor: NamedTensor | undefined): Float64Array {
  return tensor?.data instanceof Float64Array ? tensor.data : new Float64Array(0);
}

function lossMatrix(losses: readonly LossSummary[]): Float64Array {
  return Float64Array.from(losses.flatMap((loss) => LOSS_NAMES.map((name) => loss[name])));
}

function lossSummaries(values: Float64Array): LossSummary[] {
  const width = LOSS_NAMES.length;
  return Array.from({ length: values.length / width }, (_, i) => {
    const [distance, penalty, conditional, information, auxiliary] = values.subarray(i * width, (i + 1) * width);
    return { distance, penalty, conditional, information, auxiliary };
  });
}

import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { decodeTensors } from '#sums/tensors/decode-tensors';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { type NamedTensor, vector } from '#sums/tensors/named-tensors';
import type { DataDictionary, Field } from '#tabular/dictionary';
import { flowSettingsSchema } from './hyperparameters.ts';
import type { RoundSummary, SurvivalNflowState } from './state.ts';

const FORMAT = 'survival-nflow/1';
const PARAMETER = 'parameter/';
const SLOT = 'slot/';
const COUNTS = 'counts/';
const OUTCOMES = 'outcomes/';
const ROUNDNESS = 'roundness/';
const AVERAGE = 'average';
const BEST = 'best';
const HISTORY = 'history';

const HISTORY_FIELDS = ['trainingLoss', 'heldOutLoss', 'heldOutRows', 'skippedSteps'] as const;

const summarySchema = z.strictObject({
  format: z.literal(FORMAT),
  round: z.int().min(0),
  seed: z.string(),
  settings: flowSettingsSchema,
  columns: z.int().min(1),
  bestRound: z.int().min(-1),
  serverSteps: z.array(z.tuple([z.string(), z.number()])),
});

/** A state as a safetensors file: vectors as tensors, the rest as JSON in its metadata. */
export function encodeState(state: SurvivalNflowState): Uint8Array {
  const tensors = new Map<string, NamedTensor>();
  const add = (name: string, values: Float32Array | Float64Array) => {
    if (values.length > 0) tensors.set(name, vector(values));
  };
  for (const [name, values] of state.parameters) add(PARAMETER + name, values);
  for (const [name, values] of state.server.slots) add(SLOT + name, values);
  state.counts.forEach((counts, column) => add(COUNTS + column, counts));
  state.outcomes.forEach((counts, column) => add(OUTCOMES + column, counts));
  state.roundness.forEach((counts, column) => add(ROUNDNESS + column, counts));
  add(AVERAGE, state.average);
  add(BEST, state.best);
  add(HISTORY, Float64Array.from(state.history.flatMap((round) => HISTORY_FIELDS.map((field) => round[field]))));
  const summary = {
    format: FORMAT,
    round: state.round,
    seed: state.seed,
    settings: state.settings,
    columns: state.counts.length,
    bestRound: state.bestRound,
    serverSteps: [...state.server.steps],
  };
  return encodeTensors({ tensors, metadata: new Map([['state', JSON.stringify(summary)]]) });
}

/** Throws CL-IO-004 for bytes that hold no state of this dictionary, CL-NET-003 for bytes that are no safetensors file. */
export function decodeState(dictionary: DataDictionary, bytes: Uint8Array): SurvivalNflowState {
  const { tensors, metadata } = decodeTensors(bytes);
  const { format: _, columns, serverSteps, ...summary } = parseSummary(metadata.get('state'));
  if (columns !== dictionary.fields.length) throw damaged();
  const withPrefix = (prefix: string) =>
    new Map(
      [...tensors.keys()]
        .filter((name) => name.startsWith(prefix))
        .map((name) => [name.slice(prefix.length), floats(tensors.get(name))]),
    );
  const perColumn = (prefix: string) => dictionary.fields.map((_, column) => doubles(tensors.get(prefix + column)));
  return {
    ...summary,
    counts: perColumn(COUNTS),
    outcomes: perColumn(OUTCOMES),
    roundness: perColumn(ROUNDNESS),
    parameters: withPrefix(PARAMETER),
    average: floats(tensors.get(AVERAGE)),
    best: floats(tensors.get(BEST)),
    server: { steps: new Map(serverSteps), slots: withPrefix(SLOT) },
    history: summaries(doubles(tensors.get(HISTORY))),
  };
}

/** What a site needs of a state. */
export function forSites(dictionary: DataDictionary, state: SurvivalNflowState): SurvivalNflowState {
  const none = new Float64Array(0);
  return {
    ...state,
    counts: state.counts.map((counts, column) => (isNeeded(dictionary.fields[column], state) ? counts : none)),
    outcomes: state.outcomes.map(() => none),
    roundness: state.roundness.map(() => none),
    best: new Float32Array(0),
    bestRound: -1,
    server: { steps: new Map(), slots: new Map() },
    history: [],
  };
}

/** Numbers lie on a scale of the cohort's; dequantised, states do as well. */
function isNeeded({ kind }: Field, { settings }: SurvivalNflowState): boolean {
  return kind === 'numeric' || settings.discrete === 'dequantised';
}

function parseSummary(text: string | undefined): z.output<typeof summarySchema> {
  const parsed = summarySchema.safeParse(text === undefined ? undefined : JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw damaged(parsed.error);
}

function damaged(cause?: unknown): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: 'The bytes hold no survival flow of this version and dictionary.',
    todo: 'Check that the coordinator and every site run the same version.',
    ...(cause !== undefined && { cause }),
  });
}

function floats(tensor: NamedTensor | undefined): Float32Array {
  return tensor?.data instanceof Float32Array ? tensor.data : new Float32Array(0);
}

function doubles(tensor: NamedTensor | undefined): Float64Array {
  return tensor?.data instanceof Float64Array ? tensor.data : new Float64Array(0);
}

function summaries(values: Float64Array): RoundSummary[] {
  const width = HISTORY_FIELDS.length;
  return Array.from({ length: values.length / width }, (_, i) => {
    const [trainingLoss, heldOutLoss, heldOutRows, skippedSteps] = values.subarray(i * width, (i + 1) * width);
    return { trainingLoss, heldOutLoss, heldOutRows, skippedSteps };
  });
}
